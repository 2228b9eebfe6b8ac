using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Jobs;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>
/// Reminds Owners and Admins of secrets that an extension still lacks a day after it was installed. Once per installation: it runs without
/// them, so nagging helps nobody.
/// </summary>
public sealed class RemindOfSecrets(UnitOfWork unit, IDbContextFactory<PortalDb> databases, NotifyPeople notify, TimeProvider clock) : IRegularWork
{
    private const int PartSize = 100;

    public string Name => "remind-of-secrets";

    public TimeSpan Interval => TimeSpan.FromMinutes(15);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await DueAsync(cancellationToken) is { Count: > 0 } part)
        {
            foreach (var number in part)
            {
                var reminded = await unit.RunAsync(work => RemindAsync(work, number, cancellationToken), cancellationToken);
                if (!reminded.Succeeded)
                {
                    // Somebody changes it. The next run finds it again.
                    return;
                }
            }
        }
    }

    private async Task<List<long>> DueAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Installation>()
            .Where(installation => installation.RemindAt <= now)
            .OrderBy(installation => installation.RemindAt)
            .Select(installation => installation.Number)
            .Take(PartSize)
            .ToListAsync(cancellationToken);
    }

    private async Task<Result> RemindAsync(Work work, long number, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var installation = await db.Set<Installation>().SingleAsync(candidate => candidate.Number == number, cancellationToken);
        installation.Reminded();
        var form = await InstallationAnswers.FormAsync(db, installation.ReleaseId, cancellationToken);
        var values = await ConfigurationStore.ReadAsync(db, InstallationAnswers.Owner(installation), cancellationToken);
        if (installation.IsGone || values.MissingSecrets(form) is not { Count: > 0 } missing)
        {
            return Result.Success();
        }

        var people = await OrganizationQueries.MemberIdsAsync(db, installation.OrganizationId, OrganizationRole.Admin, cancellationToken);
        var name = await db.Set<Listing>()
            .Where(listing => listing.ExtensionKey == installation.ExtensionKey)
            .Select(listing => listing.Name)
            .SingleAsync(cancellationToken);
        var slug = await db.Set<Organization>().Where(one => one.Id == installation.OrganizationId).Select(one => one.Slug).SingleAsync(cancellationToken);
        await notify.AddAsync(
            db,
            people,
            new NotificationDraft(
                NotificationKind.Release,
                "installation.secrets_missing",
                installation.Id.ToString(),
                $"{name} still needs {(missing.Count == 1 ? "a secret" : $"{missing.Count} secrets")}",
                $"Until you enter {string.Join(", ", missing.Select(field => field.Label))}, it can't do everything. Go on with its setup.",
                string.Create(CultureInfo.InvariantCulture, $"/orgs/{slug}/extensions/installed/{installation.Number}/setup")),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
        return Result.Success();
    }
}
