using Kiket.Portal.Submissions;

namespace Kiket.Portal.Tests.Submissions;

/// <summary>A submission that came back to its publisher with two requests.</summary>
internal static class Requests
{
    public static async Task<(Guid Submission, IReadOnlyList<Guid> Items)> AskAsync(Way way)
    {
        var submission = await way.InReviewAsync();
        await using var db = await way.Database.OpenAsync();
        var asked = (await SubmissionGate.LoadAsync(db, submission, CancellationToken.None))!;
        var done = asked.RequestChanges(
            "Two things, please.",
            [new NewChangeRequest("Name the channel in the summary.", Field: "listing.summary"), new NewChangeRequest("Ask for read access only.", Path: ".kiket/manifest.yaml", Line: 12)],
            new Author(way.Rita.UserId, way.Rita.Name, Side.Reviewer),
            way.Clock.GetUtcNow());
        Assert.True(done.Succeeded, done.Error?.Message);
        await db.SaveChangesAsync();
        return (submission, [.. asked.ChangeRequests.Select(item => item.Id)]);
    }
}
