using Kiket.Portal.Checks;
using Kiket.Portal.Checks.Running;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Checks;

/// <summary>What the tests of checks do again and again.</summary>
internal static class CheckedRepository
{
    public static SampleRepository Complete { get; } = SampleRepository.Complete(Scenario.Id, "1.0.0");

    /// <summary>Has the exact form of a token, and is none. Put together at run time.</summary>
    public static string Token => "gh" + "p_" + "9fQ2xLm7Rk4TzW8vBn3YcH6jDs5GpEa1UoKt";

    /// <summary>Pushes files, reads them into a draft; the draft and what was read.</summary>
    public static async Task<(Guid Draft, CommitSnapshot Snapshot)> ReadAsync(this Scenario scenario, SampleRepository files)
    {
        scenario.GitHub.Push(Scenario.FullName, files);
        var draft = await scenario.StartAsync();
        var snapshot = Scenario.Done(await scenario.ReadAsync(draft));
        return (draft, snapshot);
    }

    /// <summary>Pushes, reads, and lets a worker finish.</summary>
    public static async Task<CheckReport> CheckAsync(this Scenario scenario, SampleRepository files)
    {
        var (_, snapshot) = await scenario.ReadAsync(files);
        await scenario.DrainAsync();
        return await scenario.ReportAsync(snapshot);
    }

    /// <summary>Works like the workers of checks and events until nothing is due.</summary>
    /// <returns>How many turns the checks took.</returns>
    public static async Task<int> DrainAsync(this Scenario scenario)
    {
        var turns = 0;
        while (await scenario.Get<CheckQueue>().RunNextAsync(CancellationToken.None))
        {
            turns++;
        }

        await scenario.HandleEventsAsync();
        return turns;
    }

    public static async Task<CheckReport> ReportAsync(this Scenario scenario, CommitSnapshot snapshot) =>
        (await scenario.Get<CheckQueries>().FindAsync(snapshot.RepositoryId, snapshot.Commit, CancellationToken.None))!.Report;

    /// <summary>Changes the stored report as something that went wrong would.</summary>
    public static async Task SpoilAsync(this Scenario scenario, CheckReport report, Action<CheckReport> change)
    {
        await using var db = await scenario.Database.OpenAsync();
        var stored = await db.Set<CheckReport>().Include(candidate => candidate.Runs).SingleAsync(candidate => candidate.Id == report.Id);
        change(stored);
        await db.SaveChangesAsync();
    }
}
