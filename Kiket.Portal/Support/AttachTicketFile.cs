using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Support;

/// <param name="Organization">Slug or id of the organization that the person writes for.</param>
/// <param name="Draft">The text that it is for; the person's own choice.</param>
/// <param name="Content">Read once, up to the limit.</param>
/// <param name="Length">According to the sender; null when unknown.</param>
public sealed record AttachTicketFileRequest(string Organization, Guid Draft, string? Name, Stream Content, long? Length, Actor Actor);

/// <summary>Takes a file for a message that is being written. It is sent with the message, or deleted a day later.</summary>
public sealed class AttachTicketFile(IDbContextFactory<PortalDb> databases, TicketFileStore store, TimeProvider clock)
{
    public async Task<Result<TicketFile>> RunAsync(AttachTicketFileRequest request, CancellationToken cancellationToken)
    {
        if (request.Length > TicketFile.MaxBytes)
        {
            return UploadStore.TooLarge(TicketFile.MaxBytes);
        }

        if (!(await RoomAsync(request, cancellationToken)).TryGet(out var organizationId, out var error))
        {
            return error;
        }

        var id = Guid.NewGuid();
        if (!(await store.StoreAsync(request.Content, id, cancellationToken)).TryGet(out var content, out error))
        {
            return error;
        }

        var isSaved = false;
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var file = TicketFile.Of(
                id, request.Draft, organizationId, FileName.Clean(request.Name), content, request.Actor, clock.GetUtcNow());
            db.Add(file);
            await db.SaveChangesAsync(cancellationToken);
            isSaved = true;
            return file;
        }
        finally
        {
            if (!isSaved)
            {
                store.Delete(id, content.Format);
            }
        }
    }

    private async Task<Result<Guid>> RoomAsync(AttachTicketFileRequest request, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var access = await OrganizationAccess.RequireAsync(db, request.Organization, request.Actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out var member, out var error))
        {
            return error;
        }

        var person = request.Actor.UserId;
        var waiting = await db.Set<TicketFile>().Where(file => file.UploadedBy == person && file.MessageId == null)
            .GroupBy(file => file.Draft)
            .Select(files => new { Draft = files.Key, Count = files.Count() })
            .ToListAsync(cancellationToken);
        if (waiting.Find(one => one.Draft == request.Draft)?.Count >= TicketFile.MaxPerMessage)
        {
            return Error.Conflict("too_many_files", $"A message can have {TicketFile.MaxPerMessage} files. Remove one, or send it with the next message.");
        }

        return waiting.Sum(one => one.Count) >= TicketFile.MaxWaiting
            ? Error.Conflict("too_many_files", $"You have {TicketFile.MaxWaiting} files that aren't sent. Send or remove some first.")
            : member.OrganizationId;
    }
}

/// <summary>Finds and removes files of tickets.</summary>
public sealed class TicketFileQueries(IDbContextFactory<PortalDb> databases, TicketFileStore store)
{
    /// <summary>
    /// The file, for who may read its message: people of both organizations, of the publisher alone in an internal note, and operators once the
    /// ticket is escalated. One that waits is its sender's own. Null for everyone else.
    /// </summary>
    /// <param name="organization">The only organization to read for, such as a token's; null for any of the person's.</param>
    public async Task<TicketFile?> FindAsync(Guid id, Guid? organization, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var file = await db.Set<TicketFile>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, cancellationToken);
        if (file is null)
        {
            return null;
        }

        if (file.MessageId is null)
        {
            return file.UploadedBy == actor.UserId && (organization is null || organization == file.OrganizationId)
                && await IsMemberAsync(db, file.OrganizationId, actor, cancellationToken) ? file : null;
        }

        var about = await (
            from message in db.Set<TicketMessage>()
            where message.Id == file.MessageId
            join ticket in db.Set<Ticket>() on message.TicketId equals ticket.Id
            select new { message.IsInternal, ticket.OrganizationId, ticket.PublisherId, ticket.EscalatedAt }).SingleAsync(cancellationToken);
        if (((organization is null || organization == about.PublisherId) && await IsMemberAsync(db, about.PublisherId, actor, cancellationToken))
            || (!about.IsInternal && (organization is null || organization == about.OrganizationId)
                && await IsMemberAsync(db, about.OrganizationId, actor, cancellationToken)))
        {
            return file;
        }

        return !about.IsInternal && organization is null && about.EscalatedAt is not null
            && (await PlatformAccess.RequireOperatorAsync(db, actor.UserId, cancellationToken)).Succeeded ? file : null;
    }

    /// <summary>The files that wait for a message, as they were added.</summary>
    public async Task<IReadOnlyList<TicketFile>> WaitingAsync(Guid draft, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<TicketFile>().AsNoTracking()
            .Where(file => file.UploadedBy == actor.UserId && file.Draft == draft && file.MessageId == null)
            .OrderBy(file => file.UploadedAt).ThenBy(file => file.Id)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Removes a file that waits. Does nothing when it is gone or sent.</summary>
    public async Task RemoveAsync(Guid id, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var files = db.Set<TicketFile>().Where(file => file.Id == id && file.UploadedBy == actor.UserId && file.MessageId == null);
        if (await files.Select(file => file.Format).SingleOrDefaultAsync(cancellationToken) is { } format
            && await files.ExecuteDeleteAsync(cancellationToken) == 1)
        {
            store.Delete(id, format);
        }
    }

    private static Task<bool> IsMemberAsync(PortalDb db, Guid organizationId, Actor actor, CancellationToken cancellationToken) =>
        db.Set<Membership>().AnyAsync(
            member => member.OrganizationId == organizationId && member.UserId == actor.UserId
                && !db.Set<PortalUser>().Any(user => user.Id == actor.UserId && user.LockedAt != null),
            cancellationToken);
}

/// <summary>Deletes files that weren't sent within a day, and half-written files of a killed process.</summary>
public sealed class SweepTicketFiles(IDbContextFactory<PortalDb> databases, TicketFileStore store, TimeProvider clock) : IRegularWork
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public string Name => "sweep-ticket-files";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - Lifetime;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var unsent = db.Set<TicketFile>().Where(file => file.MessageId == null && file.UploadedAt < before);
        foreach (var file in await unsent.Select(one => new { one.Id, one.Format }).ToListAsync(cancellationToken))
        {
            // Asked again: it may be sent at this moment. The row goes first, so that no message can have a file that no longer exists.
            if (await unsent.Where(one => one.Id == file.Id).ExecuteDeleteAsync(cancellationToken) == 1)
            {
                store.Delete(file.Id, file.Format);
            }
        }

        foreach (var (path, id) in store.OlderThan(before))
        {
            if (id is null || !await db.Set<TicketFile>().AnyAsync(file => file.Id == id, cancellationToken))
            {
                File.Delete(path);
            }
        }
    }
}
