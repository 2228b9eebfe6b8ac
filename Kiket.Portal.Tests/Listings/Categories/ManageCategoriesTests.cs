using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Listings.Categories;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Listings.Categories;

public sealed class ManageCategoriesTests : ScenarioTests
{
    private static readonly CategoryInput Robots = new("Robots & helpers", "Everything with a motor.", CategoryIcon.Bolt);

    private ManageCategories Manage => Scenario.Get<ManageCategories>();

    private CategoryShelf Shelf => Scenario.Get<CategoryShelf>();

    [Fact]
    public async Task A_new_database_has_the_first_categories_in_their_order()
    {
        var stored = await Scenario.QueryAsync(db => db.Set<Category>().OrderBy(category => category.Order).Select(category => category.Slug).ToListAsync());

        Assert.Equal(CategorySeed.All.Select(category => category.Slug), stored);
    }

    [Fact]
    public async Task A_new_category_is_offered_at_once_and_can_be_chosen_for_a_submission()
    {
        var slug = Scenario.Done(await Manage.AddAsync(Robots with { Name = "  Robots & helpers " }, Scenario.Olu, CancellationToken.None));

        Assert.Equal("robots-helpers", slug);
        Assert.Equal(("Robots & helpers", 11), (Shelf.Find(slug)!.Name, Shelf.Find(slug)!.Order));
        var draft = await Scenario.ReadyAsync(details: Scenario.Details with { Categories = [slug] });
        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);
        Assert.Equal(
            Scenario.Olu.UserId,
            (await Scenario.QueryAsync(db => db.Set<AuditEntry>().SingleAsync(entry => entry.Action == "category.added"))).ActorId);
    }

    [Fact]
    public async Task A_changed_name_keeps_its_address_and_pages_are_made_anew()
    {
        var before = Scenario.Get<Kiket.Portal.Listings.ListingStamps>().Catalogue;

        Assert.True((await Manage.ChangeAsync(
            "crm",
            Shelf.Find("crm")!.RowVersion,
            new CategoryInput("Sales", "Deals and contacts.", CategoryIcon.Card),
            Scenario.Olu,
            CancellationToken.None)).Succeeded);

        Assert.Equal(("Sales", CategoryIcon.Card), (Shelf.Find("crm")!.Name, Shelf.Find("crm")!.Icon));
        Assert.NotEqual(before, Scenario.Get<Kiket.Portal.Listings.ListingStamps>().Catalogue);
    }

    [Fact]
    public async Task A_retired_category_stays_on_its_listing_and_can_be_chosen_nowhere_else()
    {
        await Scenario.ListedAsync("1.0.0");
        Assert.True((await Manage.RetireAsync("communication", retired: true, Scenario.Olu, CancellationToken.None)).Succeeded);

        Assert.DoesNotContain(Shelf.Offered([]), category => category.Slug == "communication");
        Assert.Contains(Shelf.Offered(["communication"]), category => category.Slug == "communication");
        var next = await Scenario.InReviewAsync("1.1.0");
        Assert.Equal(["communication"], (await Scenario.FindAsync(next)).Details.Categories);
        var other = await Scenario.ReadyAsync(id: "dev.acme.other", fullName: "acme/other");
        var missing = (await Scenario.ViewAsync(other)).Readiness.Missing;
        Assert.Equal("listing.categories", Assert.Single(missing).Field);
        Assert.Equal("not_ready", (await Scenario.SubmitAsync(other)).Code());

        Assert.True((await Manage.RetireAsync("communication", retired: false, Scenario.Olu, CancellationToken.None)).Succeeded);
        Assert.True((await Scenario.SubmitAsync(other)).Succeeded);
    }

    [Fact]
    public async Task Categories_change_places_and_the_ends_stay_ends()
    {
        Assert.True((await Manage.MoveAsync("crm", -1, Scenario.Olu, CancellationToken.None)).Succeeded);
        Assert.Equal(["communication", "crm", "customer-support"], Shelf.All.Take(3).Select(category => category.Slug));

        Assert.True((await Manage.MoveAsync("communication", -1, Scenario.Olu, CancellationToken.None)).Succeeded);
        Assert.Equal("communication", Shelf.All[0].Slug);
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "category.moved")));
    }

    [Theory]
    [InlineData("", "Words.", "name")]
    [InlineData("Name", " ", "description")]
    [InlineData("A name that is far too long to stand on any chip", "Words.", "name")]
    [InlineData("Tab\tbed", "Words.", "name")]
    [InlineData("Rev\u202Eersed", "Words.", "name")]
    [InlineData("Name", "Two\nlines", "description")]
    [InlineData("★★★", "Words.", "name")]
    [InlineData("security", "Words.", "name")]
    [InlineData("Customers and SALES", "Words.", "name")]
    public async Task What_cannot_be_a_category_is_refused_at_its_field(string name, string description, string field)
    {
        var refused = await Manage.AddAsync(new CategoryInput(name, description, CategoryIcon.Star), Scenario.Olu, CancellationToken.None);

        Assert.Equal(field, Assert.Single(refused.Error!.Details).Field);
        Assert.Equal(CategorySeed.All.Count, await Scenario.QueryAsync(db => db.Set<Category>().CountAsync()));
    }

    [Fact]
    public async Task Of_two_who_had_one_open_the_second_learns_who_was_first_and_may_insist()
    {
        var ola = await Scenario.Database.AddPersonAsync("ola", PlatformRoles.Operator);
        var seen = Shelf.Find("crm")!.RowVersion;
        Assert.True((await Manage.ChangeAsync("crm", seen, new CategoryInput("Sales", "Deals.", CategoryIcon.Card), ola, CancellationToken.None)).Succeeded);
        Scenario.Clock.Advance(TimeSpan.FromMinutes(3));

        var refused = await Manage.ChangeAsync("crm", seen, Robots, Scenario.Olu, CancellationToken.None);

        Assert.Equal("changed_meanwhile", refused.Code());
        Assert.StartsWith("ola changed this on ", refused.Error!.Message, StringComparison.Ordinal);
        Assert.Equal("Sales", Shelf.Find("crm")!.Name);
        Assert.True((await Manage.ChangeAsync("crm", Shelf.Find("crm")!.RowVersion, Robots, Scenario.Olu, CancellationToken.None)).Succeeded);
        Assert.Equal(Robots.Name, Shelf.Find("crm")!.Name);
    }

    [Fact]
    public async Task What_is_gone_is_said_to_be_gone() =>
        Assert.Equal("category_not_found", (await Manage.ChangeAsync("no-such", 1, Robots, Scenario.Olu, CancellationToken.None)).Code());

    [Fact]
    public async Task Only_operators_see_anything_to_keep()
    {
        Assert.Equal("not_found", (await Manage.AddAsync(Robots, Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal("not_found", (await Manage.RetireAsync("crm", true, Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal("platform_role_missing", (await Manage.MoveAsync("crm", 1, Scenario.Rita, CancellationToken.None)).Code());
        Assert.Equal("platform_role_missing", (await Manage.ChangeAsync("crm", 1, Robots, Scenario.Rita, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task Of_two_operators_who_add_the_same_one_at_once_one_wins()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Manage.AddAsync(Robots, Scenario.Olu, CancellationToken.None))));

        Assert.Single(added, result => result.Succeeded);
        Assert.All(added.Where(result => !result.Succeeded), result => Assert.Contains(result.Code(), new[] { "category_exists", "category_changed" }));
        Assert.Equal(CategorySeed.All.Count + 1, Shelf.All.Count);
    }
}
