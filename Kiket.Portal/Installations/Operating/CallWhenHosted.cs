using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>
/// Makes the calls that operations left for when the container of a managed extension is healthy, such as the one that says that it was
/// installed. What the extension answers undoes nothing: it is installed already.
/// </summary>
public sealed class CallWhenHosted(
    IDbContextFactory<PortalDb> databases, AskExtension ask, UnitOfWork unit, NotifyPeople notify, InstallationTopic topic)
{
    private const string Refused = "installation.hosted_call_refused";

    /// <summary>Doing it again calls nobody again.</summary>
    /// <exception cref="HttpRequestException">The extension didn't answer in a way that decides. Call it again later.</exception>
    public async Task RunAsync(Guid installationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var installation = await db.Set<Installation>().AsNoTracking().SingleOrDefaultAsync(found => found.Id == installationId, cancellationToken);
        if (installation is not { IsGone: false })
        {
            return;
        }

        var left = await db.Set<InstallationOperation>().AsNoTracking()
            .Where(operation => operation.InstallationId == installationId && operation.CallsWhenHosted
                && operation.State != OperationState.Failed && operation.State != OperationState.Cancelled)
            .OrderBy(operation => operation.CreatedAt)
            .ToListAsync(cancellationToken);
        foreach (var operation in left)
        {
            var reply = await ask.RunAsync(db, operation, installation, cancellationToken);
            if (reply.IsLater)
            {
                // Its container is gone again, or another version runs. The next one that is healthy asks for the call.
                continue;
            }

            if (reply.Verdict == ReplyVerdict.TryAgain)
            {
                throw new HttpRequestException($"{reply.Message} It is called again later.");
            }

            (await unit.RunAsync(work => StoreAsync(work, operation.Id, reply, cancellationToken), cancellationToken)).ThrowIfRefused();
        }
    }

    private async Task<Result> StoreAsync(Work work, Guid operationId, ExtensionReply reply, CancellationToken cancellationToken)
    {
        var operation = await work.Db.Set<InstallationOperation>().SingleAsync(found => found.Id == operationId, cancellationToken);
        var installation = await work.Db.Set<Installation>().SingleAsync(found => found.Id == operation.InstallationId, cancellationToken);
        operation.CalledWhenHosted();
        installation.Return(reply.OutputFields);
        if (reply.Verdict == ReplyVerdict.Denied)
        {
            operation.Warn(reply.Message ?? "The extension refused without saying why.");
            await NotifyAsync(work, operation, installation, cancellationToken);
        }

        work.Refresh(() => topic.PublishAsync(installation));
        return Result.Success();
    }

    private static string Word(OperationKind kind) => kind == OperationKind.Install ? "installation" : "change of version";

    private async Task NotifyAsync(Work work, InstallationOperation operation, Installation installation, CancellationToken cancellationToken)
    {
        var people = await OrganizationQueries.MemberIdsAsync(work.Db, installation.OrganizationId, OrganizationRole.Admin, cancellationToken);
        var name = await work.Db.Set<Listing>()
            .Where(listing => listing.ExtensionKey == installation.ExtensionKey)
            .Select(listing => listing.Name)
            .SingleAsync(cancellationToken);
        var slug = await work.Db.Set<Organization>()
            .Where(organization => organization.Id == installation.OrganizationId)
            .Select(organization => organization.Slug)
            .SingleAsync(cancellationToken);
        await notify.AddAsync(
            work.Db,
            people,
            new NotificationDraft(
                NotificationKind.Release,
                Refused,
                operation.Id.ToString(),
                $"{name} runs, but doesn't accept its {Word(operation.Kind)}",
                $"{operation.Warning} It goes on running. Change what it asks for, or uninstall it.",
                string.Create(CultureInfo.InvariantCulture, $"/orgs/{slug}/extensions/installed/{installation.Number}")),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
    }
}
