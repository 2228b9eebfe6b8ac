using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Operations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;

namespace Kiket.Portal.Tests.Operations;

public sealed class OperationsQueriesTests : ScenarioTests
{
    private static readonly PageRequest First = new(1, 25);

    private OperationsQueries Queries => Scenario.Get<OperationsQueries>();

    [Fact]
    public async Task People_are_found_by_name_by_address_and_by_role()
    {
        Assert.Equal(["ben"], (await PeopleAsync("BEN")).Select(person => person.Name));
        Assert.Equal(["gus"], (await PeopleAsync("gus@exam")).Select(person => person.Name));
        Assert.Equal(["ina", "rita", "rob"], (await PeopleAsync(null, PlatformRoles.Reviewer)).Select(person => person.Name));
        Assert.Equal(["ACME"], Assert.Single(await PeopleAsync("mia")).Organizations);
        Assert.Empty(await PeopleAsync(null, locked: true));
        Assert.Empty(await PeopleAsync("%"));
        Assert.Empty(await PeopleAsync(new string('x', 5000)));
    }

    [Fact]
    public async Task Organizations_are_counted_with_what_they_have()
    {
        await Scenario.ListedAsync();
        await Scenario.InReviewAsync(id: "dev.acme.other", fullName: "acme/other");
        await Scenario.ReadyAsync(id: "dev.acme.draft", fullName: "acme/draft");

        var acme = Assert.Single(Scenario.Done(await Queries.OrganizationsAsync("acm", false, Scenario.Olu, First, CancellationToken.None)).Items);

        Assert.Equal(("acme", 4, 1, 2), (acme.Slug, acme.Members, acme.Listings, acme.Submissions));
    }

    [Fact]
    public async Task Listings_are_found_and_the_suspended_ones_stand_apart()
    {
        await Scenario.ListedAsync();
        var listing = Assert.Single(await ListingsAsync("ALERTS"));
        Assert.Empty(await ListingsAsync(null, ListingState.Suspended));

        await Scenario.Get<SuspendListing>().RunAsync(listing.ExtensionKey, "Because.", Scenario.Olu, CancellationToken.None);

        Assert.Equal("Because.", Assert.Single(await ListingsAsync("acme", ListingState.Suspended)).SuspendedFor);
        Assert.Equal(1, Scenario.Done(await Queries.CategoryUseAsync(Scenario.Olu, CancellationToken.None))["communication"]);
    }

    [Fact]
    public async Task Only_operators_see_anything()
    {
        Assert.Equal("not_found", (await Queries.PeopleAsync(new(), Scenario.Ada, First, CancellationToken.None)).Code());
        Assert.Equal("platform_role_missing", (await Queries.OrganizationsAsync(null, false, Scenario.Rita, First, CancellationToken.None)).Code());
        Assert.Equal("not_found", (await Queries.ListingsAsync(null, null, Scenario.Gus, First, CancellationToken.None)).Code());
        Assert.Equal("not_found", (await Queries.CategoryUseAsync(Scenario.Mia, CancellationToken.None)).Code());
    }

    private async Task<IReadOnlyList<PersonRow>> PeopleAsync(string? search, PlatformRoles? role = null, bool locked = false) =>
        Scenario.Done(await Queries.PeopleAsync(new(search, role, locked), Scenario.Olu, First, CancellationToken.None)).Items;

    private async Task<IReadOnlyList<ListingRow>> ListingsAsync(string? search, ListingState? state = null) =>
        Scenario.Done(await Queries.ListingsAsync(search, state, Scenario.Olu, First, CancellationToken.None)).Items;
}
