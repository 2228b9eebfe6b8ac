using System.Net;
using Kiket.Portal.Accounts;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Categories;
using Kiket.Portal.Listings.Rules;
using Kiket.Portal.Organizations;
using Kiket.Portal.Reviews;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>Names that people choose: one rule for all, and none that passes for the marketplace's own.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class NameTests
{
    private const string Hidden = "Acme\u202E";

    [Theory]
    [InlineData("Kiket")]
    [InlineData("Kiket Support")]
    [InlineData("official kiket")]
    [InlineData("kiket-official")]
    [InlineData("kiketofficial")]
    [InlineData("K1ket")]
    [InlineData("Кікет")]
    [InlineData("K i k e t")]
    [InlineData("Support")]
    [InlineData("SECURITY TEAM")]
    [InlineData("The Support Team")]
    [InlineData("Trust & Safety")]
    [InlineData("Ѕupport")]
    [InlineData("Adm1n")]
    public void A_name_that_passes_for_the_marketplace_is_reserved(string name) => Assert.NotNull(ReservedNames.Problem(name));

    [Theory]
    [InlineData("Acme Support")]
    [InlineData("Acme Security")]
    [InlineData("Mark I. Ketchum")]
    [InlineData("Ada Root")]
    [InlineData("The Team")]
    [InlineData("Northwind Labs")]
    [InlineData("acme-help")]
    public void A_name_of_someone_else_is_not(string name) => Assert.Null(ReservedNames.Problem(name));

    [Theory]
    [InlineData("kiket-official")]
    [InlineData("k1ket")]
    [InlineData("support")]
    [InlineData("support-team")]
    [InlineData("staff")]
    [InlineData("kiket")]
    public void A_slug_that_passes_for_the_marketplace_is_reserved(string slug) =>
        Assert.Equal("organization_slug_reserved", OrganizationSlug.Problem(slug)?.Code);

    [Theory]
    [InlineData(Hidden, "organization_name_invalid")]
    [InlineData("Acme\nInc", "organization_name_invalid")]
    [InlineData("Аcme", "organization_name_invalid")]
    [InlineData("Kiket Security", "organization_name_reserved")]
    public async Task An_organization_is_not_called_so(string name, string code)
    {
        await using var database = await PortalDatabase.CreateAsync(services => services.AddOrganizations());
        var ana = await database.AddPersonAsync("ana");
        var olu = await database.AddPersonAsync("olu", PlatformRoles.Operator);
        var create = database.Get<CreateOrganization>();

        var refused = await create.RunAsync("acme", name, ana, CancellationToken.None);
        var platform = await create.RunAsync("kiket-official", "Kiket", olu, CancellationToken.None);

        Assert.Equal((code, "name"), (refused.Code(), refused.Error!.Details[0].Field));
        Assert.True(platform.Succeeded);
    }

    [Fact]
    public async Task A_token_is_not_called_so()
    {
        await using var database = await PortalDatabase.CreateAsync(services => services.AddOrganizations());
        var ana = await database.AddPersonAsync("ana");
        await database.AddOrganizationAsync("acme", ana);

        var refused = await database.Get<CreateApiToken>()
            .RunAsync("acme", new(Hidden, ApiTokenScopes.Read, TimeSpan.FromDays(1)), ana, CancellationToken.None);

        Assert.Equal("token_name_invalid", refused.Code());
    }

    [Fact]
    public void A_category_a_saved_reply_and_an_extension_are_not_called_so()
    {
        Assert.Equal("name", Category.Problem(new CategoryInput("Сommunication", "What is said.", default))?.Details[0].Field);
        Assert.Equal("title_invalid", SavedReply.Add("Almost\nthere", "Text.", 1, DateTimeOffset.UnixEpoch).Error?.Code);
        Assert.Equal(["listing.name"], Fields("Аcme Alerts"));
        Assert.Equal(["listing.name"], Fields("K1ket Bridge"));
        Assert.Empty(Fields("Slack for Kiket"));

        static IEnumerable<string?> Fields(string name) => ListingTextRules.Check(new ListingDetails { Name = name }).Select(problem => problem.Field);
    }

    [Fact]
    public void A_person_without_a_name_gets_none_that_passes_for_the_marketplace() =>
        Assert.Equal(
            ("ana", "Someone", "Someone"),
            (Named("ana@example.com"), Named("support@example.com"), Named("kiket.official@example.com")));

    [Theory]
    [InlineData("ana@example.com", "Kiket Support", "reserved")]
    [InlineData("ana@example.com", Hidden, "invisible characters")]
    [InlineData("ana@example.com", "0123456789012345678901234567890123456789012345678901234567890123456789012345678901", "82 characters; the limit is 80")]
    [InlineData("\"ana\"@example.com", "Ana", "e-mail address")]
    public async Task No_path_makes_an_account_with_such_a_name_or_address(string email, string name, string says)
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));
        await using var scope = portal.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();

        var made = await users.CreateAsync(PortalUser.Register(email, name, DateTimeOffset.UnixEpoch));

        Assert.False(made.Succeeded);
        Assert.Contains(made.Errors, error => error.Description.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_account_from_before_the_rule_can_still_be_used_and_is_renamed_by_it()
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));
        var old = PortalUser.Register("\"ana\"@example.com", "Kiket Ana", DateTimeOffset.UnixEpoch);
        (old.NormalizedEmail, old.NormalizedUserName, old.SecurityStamp) = (old.Email!.ToUpperInvariant(), old.Email.ToUpperInvariant(), "stamp");
        await using var scope = portal.Services.CreateAsyncScope();
        await using (var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<Kiket.Portal.Data.PortalDb>>().CreateDbContextAsync())
        {
            db.Add(old);
            await db.SaveChangesAsync();
        }

        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var ana = (await users.FindByIdAsync(old.Id.ToString()))!;
        var used = await users.SetPhoneNumberAsync(ana, "1");
        ana.Rename("Kiket Boss");
        var renamed = await users.UpdateAsync(ana);

        Assert.True(used.Succeeded, string.Join(' ', used.Errors.Select(error => error.Description)));
        Assert.False(renamed.Succeeded);
    }

    [Fact]
    public async Task The_profile_says_what_is_wrong_with_a_name_and_keeps_the_input()
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));
        var browser = portal.ClientWithCookies();
        using var registered = await browser.SubmitFormAsync(
            "/account/register", "register", new() { ["Input.Name"] = "Ana", ["Input.Email"] = "ana@example.com", ["Input.Password"] = "lamp violet gravel" });

        using var refused = await browser.SubmitFormAsync("/account", "profile", new() { ["DisplayName"] = "Kiket Support" });
        var page = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());

        Assert.Contains("looks like a name of the marketplace itself", page, StringComparison.Ordinal);
        Assert.Contains("value=\"Kiket Support\"", page, StringComparison.Ordinal);
    }

    private static string Named(string email) => PortalUser.Register(email, "", DateTimeOffset.UnixEpoch).DisplayName;
}
