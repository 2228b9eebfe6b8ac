using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>What an operator says to people before they sign in.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class SignInTextTests
{
    private const string Text =
        "This is **Acme's** portal. Ask [Olga](https://acme.test/olga). <script>alert(1)</script><form><input name=\"password\"></form>";

    [Theory]
    [InlineData("/account/login")]
    [InlineData("/account/register")]
    public async Task It_is_on_the_pages_where_people_sign_in_and_register(string address)
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"), ("Accounts:SignInText", Text));

        var page = await portal.Client().TextAsync(address);
        var notice = page.Split("account-notice\"")[1].Split("</div>")[0];

        Assert.Contains("<strong>Acme's</strong>", notice, StringComparison.Ordinal);
        Assert.Contains("href=\"https://acme.test/olga\"", notice, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert(1)", await portal.Client().GetStringAsync(new Uri(address, UriKind.Relative)), StringComparison.Ordinal);
        Assert.DoesNotContain("<form", notice, StringComparison.Ordinal);
        Assert.DoesNotContain("<input", notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_one_nothing_is_shown()
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));

        Assert.DoesNotContain("account-notice", await portal.Client().TextAsync("/account/login"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_hides_the_form_stops_the_start()
    {
        var failed = await Assert.ThrowsAsync<OptionsValidationException>(() => PortalServer.StartAsync(("Accounts:SignInText", new string('a', 2001))));

        Assert.Contains("Accounts:SignInText can have at most 2000 characters.", failed.Message, StringComparison.Ordinal);
    }
}
