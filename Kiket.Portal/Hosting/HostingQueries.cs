using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Hosting;

/// <summary>Whether managed extensions can run here.</summary>
/// <param name="Reasons">Why hosting is off; empty when it is on.</param>
/// <param name="Last">The last self-test that ended; null before the first.</param>
/// <param name="Pending">One that waits or runs.</param>
public sealed record HostingState(IReadOnlyList<string> Reasons, SelfTest? Last, SelfTest? Pending)
{
    public bool IsOn => Reasons.Count == 0;

    /// <summary>Whether there is an engine that could be tested again.</summary>
    public bool HasEngine => Pending is not null || Last is { State: not SelfTestState.Off };
}

/// <summary>Reads whether hosting is on. The self-tests in the database decide, because most nodes have no engine of their own.</summary>
public sealed class HostingQueries(IDbContextFactory<PortalDb> databases, PlatformAccess platform)
{
    private const string NotReported = "No process that runs containers (Portal:Role with host) has reported yet.";
    private const string NotTested = "The self-test hasn't finished yet.";

    /// <summary>For the operators' page.</summary>
    public async Task<Result<HostingState>> GetAsync(Actor actor, CancellationToken cancellationToken) =>
        await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused
            ? refused.Error
            : await ReadAsync(cancellationToken);

    private async Task<HostingState> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await ReadAsync(db, cancellationToken);
    }

    internal static async Task<HostingState> ReadAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var tests = db.Set<SelfTest>().OrderByDescending(test => test.RequestedAt).ThenByDescending(test => test.Id);
        var pending = await tests.FirstOrDefaultAsync(
            test => test.State == SelfTestState.Waiting || test.State == SelfTestState.Running, cancellationToken);
        var last = await tests.FirstOrDefaultAsync(
            test => test.State != SelfTestState.Waiting && test.State != SelfTestState.Running, cancellationToken);
        IReadOnlyList<string> reasons = last?.Reasons ?? [pending is null ? NotReported : NotTested];
        return new HostingState(reasons, last, pending);
    }
}
