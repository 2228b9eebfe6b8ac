using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <param name="Number">The installation.</param>
/// <param name="OrganizationId">The only organization it may belong to, such as a token's; null for any of the person's.</param>
/// <param name="Version">A version; null or <c>latest</c> for the highest that is offered.</param>
/// <param name="Consent">The hash of the difference that was shown.</param>
public sealed record UpgradeInstallationRequest(long Number, Guid? OrganizationId, string? Version, string? Consent, Actor Actor)
{
    /// <summary>Answers to what the target asks anew, by key.</summary>
    public IReadOnlyDictionary<string, string?> Configuration { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);
}

/// <summary>The installed release beside the one it would be upgraded to.</summary>
/// <param name="NeedsConsent">Whether somebody must agree to the difference first.</param>
public sealed record UpgradePlan(
    Installation Installation, UpgradeFacts Facts, OfferedRelease Installed, OfferedRelease Target, ConsentDocument Difference, bool NeedsConsent)
{
    public bool IsSame => Installed.Release.Id == Target.Release.Id;

    /// <summary>The target is what ran before, and it is below what runs now.</summary>
    public bool IsBack => Installation.Previous?.ReleaseId == Target.Release.Id
        && Target.Release.Semantic.ComparePrecedenceTo(Installed.Release.Semantic) < 0;
}

/// <summary>What came of asking for an upgrade.</summary>
/// <param name="OperationId">The job: the new one, or the last one when the version is already installed. Null when consent is missing.</param>
/// <param name="Missing">The difference to agree to; null when nothing is missing.</param>
public sealed record UpgradeOutcome(Guid? OperationId, bool IsSame, UpgradePlan? Missing)
{
    /// <summary>Somebody agreed to another difference than the current one.</summary>
    public bool IsStale { get; init; }
}

/// <summary>
/// A person upgrades an installation now, whatever its policy says. What is wider needs their consent to exactly the difference that
/// they saw.
/// </summary>
public sealed class UpgradeInstallation(
    UnitOfWork unit, IDbContextFactory<PortalDb> databases, StartOperation start, InstallationAnswers answers, TimeProvider clock)
{
    /// <summary>What would change. Nothing is stored.</summary>
    public async Task<Result<UpgradePlan>> PreviewAsync(UpgradeInstallationRequest request, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await PlanAsync(db, request, OrganizationRole.Member, clock.GetUtcNow(), cancellationToken);
    }

    public Task<Result<UpgradeOutcome>> RunAsync(UpgradeInstallationRequest request, CancellationToken cancellationToken) =>
        unit.RunAsync(work => RunAsync(work, request, cancellationToken), cancellationToken);

    private async Task<Result<UpgradeOutcome>> RunAsync(Work work, UpgradeInstallationRequest request, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!(await PlanAsync(db, request, OrganizationRole.Admin, work.Now, cancellationToken)).TryGet(out var plan, out var error))
        {
            return error;
        }

        var installation = plan.Installation;
        if (await StartOperation.OpenAsync(db, installation.Id, cancellationToken) is { } open)
        {
            return StartOperation.IsRunning(open);
        }

        if (plan.IsSame)
        {
            work.Discard();
            return new UpgradeOutcome(await LastAsync(db, installation.Id, cancellationToken), IsSame: true, Missing: null);
        }

        if (TargetProblem(plan, work.Now) is { } problem)
        {
            return problem;
        }

        var agreed = plan.Difference.IsAgreed(request.Consent);
        if (!agreed && (plan.NeedsConsent || request.Consent is { Length: > 0 }))
        {
            work.Discard();
            return new UpgradeOutcome(null, IsSame: false, plan) { IsStale = request.Consent is { Length: > 0 } };
        }

        if (installation.BeginUpgrade() is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        var before = installation.Current;
        if (!(await AnswerAsync(work, plan, request, cancellationToken)).TryGet(out var configuration, out error))
        {
            return error;
        }

        var target = new InstalledRelease(plan.Target.Release.Id, plan.Target.Offer.Id, configuration);
        var operation = start.Add(work, installation, OperationKind.Upgrade, before, target, request.Actor);
        if (agreed)
        {
            db.Add(InstallationConsent.Of(installation.Id, plan.Difference, request.Actor, work.Now));
        }

        work.Audit(
            request.Actor,
            "installation.upgrade_requested",
            new AuditSubject("installation", plan.Facts.Extension.ExtensionId),
            installation.OrganizationId,
            before: new { plan.Installed.Release.Version },
            after: new { plan.Target.Release.Version, consent = agreed ? plan.Difference.Hash : null });
        return new UpgradeOutcome(operation.Id, IsSame: false, Missing: null);
    }

    /// <summary>Stores what was answered with the request; a rollback comes back to the version before.</summary>
    private async Task<Result<int>> AnswerAsync(Work work, UpgradePlan plan, UpgradeInstallationRequest request, CancellationToken cancellationToken)
    {
        List<string> needed =
            [.. ConsentRule.NewAnswers(plan.Facts.Terms(plan.Installation.OfferId), plan.Target.Offer.Terms).Select(setting => setting.Key)];
        if (needed.Count == 0 && request.Configuration.Count == 0)
        {
            return plan.Installation.ConfigurationVersion;
        }

        var form = await InstallationAnswers.FormAsync(work.Db, plan.Target.Release.Id, cancellationToken);
        var saved = await answers.SaveAsync(
            work.Db, plan.Installation, form, request.Configuration, needed, request.Actor.Name, work.Now, cancellationToken);
        return saved.TryGet(out var stored, out var error) ? stored.Version : error;
    }

    private static Error? TargetProblem(UpgradePlan plan, DateTimeOffset now)
    {
        if ((TargetRules.Blocked(plan.Facts, plan.Installation) ?? TargetRules.Problem(plan.Facts, plan.Target, now)) is { } problem)
        {
            return problem;
        }

        var (id, installed, target) = (plan.Facts.Extension.ExtensionId, plan.Installed.Release, plan.Target.Release);
        return target.Semantic.ComparePrecedenceTo(installed.Semantic) > 0
            ? null
            : Error.Conflict(
                "version_not_above",
                plan.IsBack
                    ? $"{target.Version} is what ran before {installed.Version}. Roll back to it instead."
                    : $"{id} {target.Version} is below {installed.Version}, which is installed. "
                        + "Only the version before an upgrade can be restored, by a rollback.");
    }

    private static Task<Guid?> LastAsync(PortalDb db, Guid installationId, CancellationToken cancellationToken) => db.Set<InstallationOperation>()
        .Where(operation => operation.InstallationId == installationId)
        .OrderByDescending(operation => operation.CreatedAt).ThenByDescending(operation => operation.Id)
        .Select(operation => (Guid?)operation.Id)
        .FirstOrDefaultAsync(cancellationToken);

    private static async Task<Result<UpgradePlan>> PlanAsync(
        PortalDb db, UpgradeInstallationRequest request, OrganizationRole role, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var opened = await InstallationAccess.OpenAsync(db, request.Number, request.OrganizationId, request.Actor, role, cancellationToken);
        if (!opened.TryGet(out var installation, out var error))
        {
            return error;
        }

        if (installation.IsGone)
        {
            return Error.Conflict("installation_uninstalled", "It is uninstalled, so it can't be upgraded. Install it again.");
        }

        var facts = await UpgradeFacts.ReadAsync(db, installation.ExtensionKey, cancellationToken);
        var installed = facts.Find(installation.ReleaseId)!;
        if (!Target(facts, installation, installed, request.Version, now).TryGet(out var target, out error))
        {
            return error;
        }

        var before = new SidedOffer(
            installed.Release.Version,
            await db.Set<Releases.Offers.Offer>().AsNoTracking().SingleAsync(offer => offer.Id == installation.OfferId, cancellationToken));
        return new UpgradePlan(
            installation,
            facts,
            installed,
            target,
            ConsentDocument.Of(facts.Extension.ExtensionId, before, target.Sided),
            facts.NeedsConsent(installation.OfferId, target.Offer));
    }

    /// <summary>The named version; without one the highest that the policy would offer, or the installed one when there is none.</summary>
    private static Result<OfferedRelease> Target(
        UpgradeFacts facts, Installation installation, OfferedRelease installed, string? version, DateTimeOffset now)
    {
        if (version is { Length: > 0 } && !version.Trim().Equals("latest", StringComparison.OrdinalIgnoreCase))
        {
            var text = version.Length > 60 ? version[..60] + "…" : version;
            return facts.Find(version) is { } named
                ? named
                : Error.Field("version", "version_not_found", $"{facts.Extension.ExtensionId} has no version {text}. Use “latest” for the newest one.");
        }

        return facts.Decide(installation, now).All is [{ } highest, ..] ? facts.Find(highest.Candidate.ReleaseId)! : installed;
    }
}
