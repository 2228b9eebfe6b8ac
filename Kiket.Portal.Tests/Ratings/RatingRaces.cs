using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Ratings;
using Kiket.Portal.Tests.Installations;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Ratings;

public sealed class RatingRacesOnSqlite : RatingRaces;

public sealed class RatingRacesOnPostgreSql : RatingRaces
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;
}

/// <summary>Ratings at the same instant: one row of each organization, and a sum that is right.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public abstract class RatingRaces : InstallationTestBase
{
    [Fact]
    public async Task Many_at_once_of_three_organizations_leave_one_each_and_the_right_sum()
    {
        string[] slugs = ["globex", .. await Bench.CustomersAsync(2)];
        foreach (var slug in slugs)
        {
            Scenario.Done(await Scenario.Get<InstallExtension>().RunAsync(
                new InstallExtensionRequest(slug, Scenario.Id, null, null, null, Scenario.Gus), CancellationToken.None));
        }

        await Bench.WorkAsync();
        Scenario.Clock.Advance(TimeSpan.FromDays(20));
        var acts = slugs.SelectMany(slug => Enumerable.Range(1, 3).Select(stars => (Func<Task<Result<Rating>>>)(() => Scenario.Get<RateExtension>().RunAsync(
            new RatingRequest(slug, "marketplace", Scenario.Id, Scenario.Gus), stars, "", CancellationToken.None))));

        var rated = await AtOnceAsync([.. acts]);

        Assert.All(rated, result => Assert.True(result.Succeeded, result.Error?.Message));
        var ratings = await Scenario.QueryAsync(db => db.Set<Rating>().AsNoTracking().ToListAsync());
        Assert.Equal(3, ratings.Count);
        var listing = await Scenario.QueryAsync(db => db.Set<Listing>().AsNoTracking().SingleAsync());
        Assert.Equal(new ListedRating(3, ratings.Sum(rating => rating.Stars), 0), listing.Rating);
        Assert.Equal(9, await Scenario.QueryAsync(db => db.Set<RatingRevision>().CountAsync()));

        // The score of the day, as the rule computes it.
        await Scenario.Get<ScoreListings>().RunAsync(CancellationToken.None);
        await Scenario.Get<ScoreListings>().RunAsync(CancellationToken.None);
        var scored = await Scenario.QueryAsync(db => db.Set<Listing>().AsNoTracking().SingleAsync());
        Assert.Equal(RatingScore.Of(RatingScore.UsualMean, 3, listing.RatingSum), scored.RatingScore);
    }
}
