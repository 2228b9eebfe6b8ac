using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Invoices;

/// <summary>Something that an organization pays for.</summary>
/// <param name="Terms">What it costs today, one text for each component.</param>
/// <param name="Later">What was agreed to from a later day on.</param>
/// <param name="EndedAt">When it was uninstalled; null while it isn't.</param>
public sealed record Subscription(
    long Number,
    string ExtensionId,
    InstallationState State,
    IReadOnlyList<string> Terms,
    IReadOnlyList<(DateOnly From, string Text)> Later,
    DateTimeOffset? EndedAt);

/// <summary>What somebody of an organization agreed to for an installation.</summary>
public sealed record AgreedConsent(InstallationConsent Consent, long Installation, string ExtensionId);

/// <summary>Reads what an organization agreed to pay for. The caller must check the membership.</summary>
public sealed class SubscriptionQueries(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>What runs or is suspended, and what ended in this month.</summary>
    public async Task<IReadOnlyList<Subscription>> ForOrganizationAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (today, begins) = (BillingMonth.DayOf(now), BillingMonth.Of(now).Begins);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var terms = (await db.Set<BillingTerm>().AsNoTracking()
                .Where(term => term.OrganizationId == organizationId && (term.ToDay == null || term.ToDay > today)).ToListAsync(cancellationToken))
            .OrderBy(term => term.Component).ThenBy(term => term.Meter, StringComparer.Ordinal).ThenBy(term => term.FromDay)
            .ToLookup(term => term.InstallationId);
        var trials = await db.Set<BillingTrial>().AsNoTracking()
            .Where(trial => trial.OrganizationId == organizationId && trial.ToDay > today).ToDictionaryAsync(trial => trial.ExtensionKey, cancellationToken);
        var installations = await (
            from installation in db.Set<Installation>().AsNoTracking()
            join extension in db.Set<Extension>() on installation.ExtensionKey equals extension.Id
            where installation.OrganizationId == organizationId && (installation.UninstalledAt == null || installation.UninstalledAt >= begins)
            orderby extension.ExtensionId, installation.Number
            select new { installation, extension.ExtensionId }).ToListAsync(cancellationToken);
        return
        [
            .. installations.Where(one => terms.Contains(one.installation.Id)).Select(one => new Subscription(
                one.installation.Number,
                one.ExtensionId,
                one.installation.State,
                [.. terms[one.installation.Id].Where(term => term.Covers(today)).Select(term => Text(term, trials.GetValueOrDefault(term.ExtensionKey)))],
                [.. terms[one.installation.Id].Where(term => term.FromDay > today).Select(term => (term.FromDay, LineText.Price(term.Price)))],
                one.installation.UninstalledAt)),
        ];
    }

    private static string Text(BillingTerm term, BillingTrial? trial) => trial is not null && term.Component == BillingComponent.Fee
        ? $"Free trial to {LineText.Day(trial.LastDay)}, then {LineText.Price(term.Price)}"
        : LineText.Price(term.Price);

    /// <summary>Newest first.</summary>
    public async Task<Page<AgreedConsent>> ConsentsAsync(Guid organizationId, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var consents =
            from consent in db.Set<InstallationConsent>().AsNoTracking()
            join installation in db.Set<Installation>() on consent.InstallationId equals installation.Id
            join extension in db.Set<Extension>() on installation.ExtensionKey equals extension.Id
            where installation.OrganizationId == organizationId
            orderby consent.At descending, consent.Id
            select new { consent, installation.Number, extension.ExtensionId };
        var total = await consents.CountAsync(cancellationToken);
        var items = await consents.Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        return new Page<AgreedConsent>(items.ConvertAll(one => new AgreedConsent(one.consent, one.Number, one.ExtensionId)), page, total);
    }
}
