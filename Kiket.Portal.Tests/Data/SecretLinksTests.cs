using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Data;

/// <summary>Links that open something lead to the portal, whatever host the request that made them named.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class SecretLinksTests
{
    [Theory]
    [InlineData("https://market.test/", "https://market.test/account/reset-password?user=")]
    [InlineData(null, "http://127.0.0.1:")]
    public async Task A_reset_asked_for_with_a_forged_host_mails_a_link_to_the_portal(string? publicUrl, string begins)
    {
        await using var mails = MailSink.Start();
        (string, string)[] known = publicUrl is null ? [] : [("Portal:PublicUrl", publicUrl)];
        await using var portal = await PortalServer.StartAsync([("Demo:Enabled", "false"), .. mails.Smtp, .. known]);
        await AddAsync(portal, "victim@corp.test");

        using var asked = await portal.ClientWithCookies()
            .SubmitFormAsync("/account/forgot-password", "forgot", new() { ["Input.Email"] = "victim@corp.test" }, host: "evil.example");

        var text = (await mails.NextAsync()).TextBody;
        Assert.Contains(begins, text, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Nobody_who_said_no_address_gets_one_from_the_air()
    {
        Assert.Null(Links("Production", null).Root);
        Assert.Throws<InvalidOperationException>(() => Links("Production", null).Of("/account"));
        Assert.Equal("http://localhost/account", Links("Development", null).Of("/account").AbsoluteUri);
        Assert.Equal(
            "https://market.test/account/invitations#s3cret",
            Links("Production", "https://market.test").Of(SecretLinks.PathOf(SecretLinks.Invitations, "s3cret")).AbsoluteUri);
    }

    [Theory]
    [InlineData("https://market.test/preview#abc_-1")]
    [InlineData("  https://market.test/preview/abc_-1 ")]
    [InlineData("abc_-1")]
    [InlineData("#abc_-1")]
    public void A_link_is_read_however_it_was_copied(string pasted) => Assert.Equal("abc_-1", SecretLinks.SecretOf(pasted));

    private static SecretLinks Links(string environment, string? publicUrl) => new(
        Options.Create(new PortalOptions { PublicUrl = publicUrl is null ? null : new Uri(publicUrl) }),
        new Environment(environment),
        new ServiceCollection().BuildServiceProvider());

    private static async Task AddAsync(PortalServer portal, string email)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var created = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>()
            .CreateAsync(PortalUser.Register(email, "Vic", DateTimeOffset.UnixEpoch), "lamp violet gravel");
        Assert.True(created.Succeeded);
    }

    private sealed class Environment(string name) : IHostEnvironment
    {
        public string ApplicationName { get; set; } = "Kiket.Portal";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();

        public string ContentRootPath { get; set; } = "/";

        public string EnvironmentName { get; set; } = name;
    }
}
