using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Installations.Rollouts;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>What each step of an operation does inside its transaction.</summary>
public sealed class OperationSteps(
    AskExtension ask, NotifyOfOperation notify, StartOperation start, SwitchConfiguration configuration, IDbContextFactory<PortalDb> databases)
{
    /// <summary>The extension refused.</summary>
    public const string Denied = "extension_denied";

    /// <summary>The extension must answer and did not.</summary>
    public const string Unreachable = "extension_unreachable";

    /// <summary>Before a call is made again; after the last the operation goes on, or fails where the publisher's answer is required.</summary>
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10)];

    /// <summary>Six tries over twelve hours.</summary>
    private static readonly TimeSpan[] FarewellWaits =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(14), TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromMinutes(465)];

    /// <summary>The extension's answer in the steps that ask it; null in all others.</summary>
    public async Task<ExtensionReply?> CallAsync(OperationClaim claim, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var operation = await db.Set<InstallationOperation>().AsNoTracking().SingleAsync(candidate => candidate.Id == claim.OperationId, cancellationToken);
        var asks = operation.Step is OperationStep.Call or OperationStep.Farewell;
        if (!asks || operation.State != OperationState.Running || operation.Claims != claim.Claims)
        {
            return null;
        }

        var installation = await db.Set<Installation>().AsNoTracking().SingleAsync(candidate => candidate.Id == operation.InstallationId, cancellationToken);
        return await ask.RunAsync(db, operation, installation, cancellationToken);
    }

    public Task RunAsync(OperationContext context, ExtensionReply? reply, CancellationToken cancellationToken) => context.Operation.Step switch
    {
        OperationStep.Recheck => RecheckAsync(context, cancellationToken),
        OperationStep.Snapshot => SnapshotAsync(context, cancellationToken),
        OperationStep.Call => AnswerAsync(context, reply!, cancellationToken),
        OperationStep.Switch => SwitchAsync(context, cancellationToken),
        OperationStep.Notify => NotifyAsync(context, cancellationToken),
        _ => FarewellAsync(context, reply!),
    };

    /// <summary>Ends it without having changed what runs.</summary>
    public async Task FailAsync(OperationContext context, Error error, CancellationToken cancellationToken)
    {
        var (work, operation, installation) = context;
        if (operation.Step is OperationStep.Notify or OperationStep.Farewell)
        {
            // The switch has happened: what follows it failed, and that changes nothing about what runs.
            operation.Warn(error.Message);
            operation.Succeed(work.Now);
            await FollowAsync(context, cancellationToken);
            return;
        }

        operation.Fail(error, work.Now);
        if (operation.Kind != OperationKind.Uninstall)
        {
            installation.GoBack();
        }

        work.Audit(
            operation.Requester,
            $"installation.{Word(operation.Kind)}_failed",
            new AuditSubject("installation", await notify.ExtensionIdAsync(work.Db, installation, cancellationToken)),
            installation.OrganizationId,
            after: new { error.Code, error.Message });
        work.Raise(new InstallationOperationFailed(installation.Id, operation.Id, operation.Kind, operation.To.ReleaseId, error.Code));
        await notify.AddAsync(work, operation, installation, cancellationToken);
        await FollowAsync(context, cancellationToken);
    }

    private async Task RecheckAsync(OperationContext context, CancellationToken cancellationToken)
    {
        var (work, operation, installation) = context;
        if (await ProblemAsync(context, cancellationToken) is { } problem)
        {
            await FailAsync(context, problem, cancellationToken);
            return;
        }

        if (operation is { IsAutomatic: true, Kind: OperationKind.Upgrade } && !await IsStillDecidedAsync(context, cancellationToken))
        {
            operation.Cancel("The policy no longer upgrades to this version by itself.", work.Now);
            installation.GoBack();
            installation.DecideAgain(work.Now);
            // Nothing was tried, so the policy may come back to this version.
            await work.Db.Set<UpgradeDue>().Where(due => due.OperationId == operation.Id).ExecuteDeleteAsync(cancellationToken);
            await FollowAsync(context, cancellationToken);
            return;
        }

        operation.Reach(OperationStep.Snapshot, work.Now);
    }

    private static async Task SnapshotAsync(OperationContext context, CancellationToken cancellationToken)
    {
        var (work, operation, installation) = context;
        // What was answered together with the request belongs to the target alone, so the version before it is the one to come back to.
        if (operation.From.ConfigurationVersion == operation.To.ConfigurationVersion)
        {
            operation.NoteConfiguration(await ConfigurationStore.VersionAsync(work.Db, InstallationAnswers.Owner(installation), cancellationToken));
        }

        // An extension hears afterwards that it was uninstalled, unless its container ends with it.
        var isToldAfterwards = operation.Kind == OperationKind.Uninstall && !await CallTargets.IsHostedAsync(work.Db, operation.To, cancellationToken);
        operation.Reach(isToldAfterwards ? OperationStep.Switch : OperationStep.Call, work.Now);
    }

    private async Task AnswerAsync(OperationContext context, ExtensionReply reply, CancellationToken cancellationToken)
    {
        var (work, operation, installation) = context;
        // Who rolls back or uninstalls often does so because the extension no longer answers, so its answer decides nothing and isn't waited for.
        var decides = operation.Kind is not (OperationKind.Rollback or OperationKind.Uninstall);
        if (reply.Verdict == ReplyVerdict.TryAgain && decides && operation.CallTries < Waits.Length)
        {
            operation.CallAgain(Waits[operation.CallTries], work.Now);
            return;
        }

        if (reply.Verdict == ReplyVerdict.Denied && decides)
        {
            await FailAsync(context, Error.Conflict(Denied, reply.Message ?? "The extension refused without saying why."), cancellationToken);
            return;
        }

        if (reply.Verdict == ReplyVerdict.TryAgain && decides && reply.IsRequired)
        {
            await FailAsync(
                context,
                Error.Unavailable(Unreachable, $"The extension must answer and did not. {reply.Message} Ask its publisher, then try again."),
                cancellationToken);
            return;
        }

        if (reply.Verdict is ReplyVerdict.TryAgain or ReplyVerdict.Denied)
        {
            operation.Warn(reply.Message ?? "The extension didn't answer.");
        }

        if (reply.IsLater)
        {
            operation.CallWhenHosted();
        }

        installation.Return(reply.OutputFields);
        operation.Reach(OperationStep.Switch, work.Now);
    }

    private async Task SwitchAsync(OperationContext context, CancellationToken cancellationToken)
    {
        var (work, operation, installation) = context;
        // Who blocks it comes before this change, which then fails, or after it, and then finds the installation to notify.
        await RowLocks.ShareAsync<Release>(work.Db, operation.To.ReleaseId, cancellationToken);
        if (await ProblemAsync(context, cancellationToken) is { } problem)
        {
            await FailAsync(context, problem, cancellationToken);
            return;
        }

        var facts = await UpgradeFacts.ReadAsync(work.Db, installation.ExtensionKey, cancellationToken);
        var (from, to) = (facts.Find(operation.From.ReleaseId)!.Release, facts.Find(operation.To.ReleaseId)!.Release);
        work.Raise(Change(context, from.PrecedenceKey));
        await configuration.RunAsync(context, cancellationToken);
        work.Audit(
            operation.Requester,
            $"installation.{Done(operation.Kind)}",
            new AuditSubject("installation", facts.Extension.ExtensionId),
            installation.OrganizationId,
            before: operation.Kind == OperationKind.Install ? null : new { from.Version },
            after: operation.Kind == OperationKind.Uninstall ? new { installation.Departure!.Reason, installation.DataUntil } : new { to.Version });
        operation.Reach(OperationStep.Notify, work.Now);
    }

    /// <summary>The one change of the installation, and what it means to others.</summary>
    private static IEvent Change(OperationContext context, string leftVersion)
    {
        var (work, operation, installation) = context;
        var (id, organization, extension) = (installation.Id, installation.OrganizationId, installation.ExtensionKey);
        switch (operation.Kind)
        {
            case OperationKind.Install:
                installation.Activate(work.Now);
                return new InstallationInstalled(id, organization, extension, installation.ReleaseId, installation.OfferId);
            case OperationKind.Upgrade:
                installation.SwitchTo(operation.From, operation.To, work.Now);
                return new InstallationUpgraded(
                    id, organization, extension, operation.From.ReleaseId, installation.ReleaseId, installation.OfferId, operation.IsAutomatic);
            case OperationKind.Rollback:
                installation.RollBack(leftVersion, work.Now);
                return new InstallationRolledBack(id, organization, extension, operation.From.ReleaseId, installation.ReleaseId, installation.OfferId);
            default:
                var departure = installation.Departure!;
                installation.Uninstall(departure.DataUntil(work.Now), work.Now);
                return new InstallationUninstalled(id, organization, extension, installation.ReleaseId, departure.Reason, installation.DataUntil);
        }
    }

    private async Task NotifyAsync(OperationContext context, CancellationToken cancellationToken)
    {
        var (work, operation, installation) = context;
        await notify.AddAsync(work, operation, installation, cancellationToken);
        if (operation.Kind == OperationKind.Uninstall && operation.Reached.All(reached => reached.Step != OperationStep.Call))
        {
            operation.Reach(OperationStep.Farewell, work.Now);
            return;
        }

        operation.Succeed(work.Now);
        await FollowAsync(context, cancellationToken);
    }

    private static Task FarewellAsync(OperationContext context, ExtensionReply reply)
    {
        var (work, operation, _) = context;
        if (reply.Verdict == ReplyVerdict.TryAgain && operation.CallTries < FarewellWaits.Length)
        {
            operation.CallAgain(FarewellWaits[operation.CallTries], work.Now);
            return Task.CompletedTask;
        }

        if (reply.Verdict == ReplyVerdict.TryAgain)
        {
            operation.Warn(reply.Message ?? "The extension didn't answer.");
        }

        operation.Succeed(work.Now);
        return Task.CompletedTask;
    }

    /// <summary>Uninstalls what somebody asked to uninstall while this operation ran.</summary>
    private async Task FollowAsync(OperationContext context, CancellationToken cancellationToken)
    {
        var (work, operation, installation) = context;
        if (operation.Kind == OperationKind.Uninstall || installation is not { Departure: { } departure })
        {
            return;
        }

        // The index allows one open operation, so the one that ended must be stored first.
        await work.Db.SaveChangesAsync(cancellationToken);
        UninstallExtension.Begin(start, work, installation, departure, new DepartureActor(departure.By, departure.ByName)).ThrowIfRefused();
    }

    /// <summary>Why the target can't be installed any more, by one clock reading.</summary>
    private static async Task<Error?> ProblemAsync(OperationContext context, CancellationToken cancellationToken)
    {
        var (work, operation, installation) = context;
        if (operation.Kind == OperationKind.Uninstall)
        {
            return null;
        }

        if (installation.ReleaseId != operation.From.ReleaseId)
        {
            return Error.Conflict(TargetRules.ChangedMeanwhile, "Another version was installed meanwhile. Look at the installation, then try again.");
        }

        var facts = await UpgradeFacts.ReadAsync(work.Db, installation.ExtensionKey, cancellationToken);
        return operation.Kind switch
        {
            OperationKind.Rollback => RollBackInstallation.Problem(facts, installation, work.Now),
            OperationKind.Upgrade => TargetRules.Blocked(facts, installation) ?? TargetRules.Problem(facts, facts.Find(operation.To.ReleaseId)!, work.Now),
            _ => TargetRules.Problem(facts, facts.Find(operation.To.ReleaseId)!, work.Now),
        };
    }

    private static async Task<bool> IsStillDecidedAsync(OperationContext context, CancellationToken cancellationToken)
    {
        // None starts after its rollout was halted.
        await RowLocks.ShareAsync<ReleaseRollout>(context.Work.Db, context.Operation.To.ReleaseId, cancellationToken);
        var facts = await UpgradeFacts.ReadAsync(context.Work.Db, context.Installation.ExtensionKey, cancellationToken);
        var advice = facts.Decide(context.Installation, context.Work.Now);
        return advice.Verdict == UpgradeVerdict.Upgrade && advice.Candidate!.ReleaseId == context.Operation.To.ReleaseId;
    }

    private static string Word(OperationKind kind) => kind.ToString().ToLowerInvariant();

    private static string Done(OperationKind kind) => kind switch
    {
        OperationKind.Install => "installed",
        OperationKind.Upgrade => "upgraded",
        OperationKind.Rollback => "rolled_back",
        _ => "uninstalled",
    };

    private sealed record DepartureActor(Guid UserId, string Name) : IActor
    {
        public string? Address => null;

        public Guid? TokenId => null;
    }
}
