using Kiket.Portal.Submissions;

namespace Kiket.Portal.Tests.Submissions;

/// <summary>A submission that came back to its publisher with two requests.</summary>
internal static class Requests
{
    public static async Task<(Guid Submission, IReadOnlyList<Guid> Items)> AskAsync(Scenario scenario)
    {
        var submission = await scenario.InReviewAsync();
        await using var db = await scenario.Database.OpenAsync();
        var asked = (await SubmissionAccess.LoadAsync(db, submission, CancellationToken.None))!;
        var done = asked.RequestChanges(
            "Two things, please.",
            [
                new NewChangeRequest("Name the channel in the summary.", Field: "listing.summary"),
                new NewChangeRequest("Ask for read access only.", Path: ".kiket/manifest.yaml", Line: 12),
            ],
            new Author(scenario.Rita.UserId, scenario.Rita.Name, Side.Reviewer),
            scenario.Clock.GetUtcNow());
        Assert.True(done.Succeeded, done.Error?.Message);
        await db.SaveChangesAsync();
        return (submission, [.. asked.ChangeRequests.Select(item => item.Id)]);
    }
}
