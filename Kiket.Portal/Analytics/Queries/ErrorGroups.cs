using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Analytics.Queries;

/// <summary>What a publisher says about an error group.</summary>
public enum ErrorGroupChoice
{
    Open,

    /// <summary>When it happens again, it is open again.</summary>
    Resolved,

    /// <summary>It stays at the end of the list, whatever happens.</summary>
    Ignored,
}

/// <summary>How an error group stands.</summary>
public enum ErrorGroupState
{
    Open,

    /// <summary>The newest version is the first with it.</summary>
    New,

    /// <summary>It was resolved, and it happened after that.</summary>
    Again,
    Resolved,
    Ignored,
}

/// <summary>A publisher's choice about an error group. Without a row, it is open.</summary>
public sealed class ErrorGroupDecision : VersionedEntity
{
    private ErrorGroupDecision()
    {
    }

    /// <summary>The portal's id of the extension.</summary>
    public Guid ExtensionKey { get; private set; }

    public string Fingerprint { get; private set; } = "";

    public ErrorGroupChoice Choice { get; private set; }

    public DateTimeOffset At { get; private set; }

    public string ByName { get; private set; } = "";

    public static ErrorGroupDecision Of(Guid extensionKey, string fingerprint) => new() { ExtensionKey = extensionKey, Fingerprint = fingerprint };

    public void Choose(ErrorGroupChoice choice, IActor actor, DateTimeOffset now) => (Choice, At, ByName) = (choice, now, actor.Name);
}

internal sealed class ErrorGroupDecisionTable : IEntityTypeConfiguration<ErrorGroupDecision>
{
    public void Configure(EntityTypeBuilder<ErrorGroupDecision> builder)
    {
        builder.ToTable("ErrorGroupDecisions");
        builder.HasKey(decision => new { decision.ExtensionKey, decision.Fingerprint });
        builder.Property(decision => decision.Fingerprint).HasMaxLength(40);
        builder.Property(decision => decision.ByName).HasMaxLength(200);
        builder.HasOne<Extension>().WithMany().HasForeignKey(decision => decision.ExtensionKey).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>An error group with how it stands.</summary>
/// <param name="DecidedBy">Null while nobody decided.</param>
public sealed record ErrorGroup(StoredErrorGroup Stored, ErrorGroupState State, string? DecidedBy, DateTimeOffset? DecidedAt)
{
    public bool NeedsWork => State is not (ErrorGroupState.Resolved or ErrorGroupState.Ignored);

    /// <param name="newest">The newest version that is out.</param>
    public static ErrorGroup Of(StoredErrorGroup stored, ErrorGroupDecision? decision, string? newest) => new(
        stored,
        decision?.Choice switch
        {
            ErrorGroupChoice.Ignored => ErrorGroupState.Ignored,
            ErrorGroupChoice.Resolved => stored.LastAt > decision.At ? ErrorGroupState.Again : ErrorGroupState.Resolved,
            _ when stored.FirstRelease == newest => ErrorGroupState.New,
            _ => ErrorGroupState.Open,
        },
        decision?.ByName,
        decision?.At);
}

/// <summary>Reads error groups of an extension. The caller must check the publisher's role.</summary>
public sealed class ErrorGroupQueries(IDbContextFactory<PortalDb> databases, ReadTelemetryRows rows)
{
    /// <summary>Those with errors in a span of UTC days: what needs work first, then the most frequent.</summary>
    /// <param name="release">Null for all versions.</param>
    public async Task<IReadOnlyList<ErrorGroup>> RunAsync(
        Guid extensionKey, DateOnly from, DateOnly until, string? release, CancellationToken cancellationToken)
    {
        var stored = await rows.GroupsAsync(extensionKey, from, until, release, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var decisions = await db.Set<ErrorGroupDecision>().AsNoTracking()
            .Where(decision => decision.ExtensionKey == extensionKey)
            .ToDictionaryAsync(decision => decision.Fingerprint, StringComparer.Ordinal, cancellationToken);
        var newest = await db.Set<Listing>().Where(listing => listing.ExtensionKey == extensionKey).Select(listing => listing.Version)
            .SingleOrDefaultAsync(cancellationToken);
        return [.. stored
            .Select(group => ErrorGroup.Of(group, decisions.GetValueOrDefault(group.Fingerprint), newest))
            .OrderByDescending(group => group.NeedsWork)
            .ThenByDescending(group => group.Stored.Errors)];
    }
}

/// <summary>An Owner or Admin of the publisher resolves an error group, ignores it, or opens it again.</summary>
public sealed class DecideErrorGroup(UnitOfWork unit, ReadTelemetryRows rows)
{
    /// <param name="choice">Null for a word that is none.</param>
    public async Task<Result> RunAsync(PublishedRequest request, string fingerprint, ErrorGroupChoice? choice, CancellationToken cancellationToken) =>
        await unit.RunAsync(work => DecideAsync(work, request, fingerprint, choice, cancellationToken), cancellationToken);

    private async Task<Result> DecideAsync(
        Work work, PublishedRequest request, string fingerprint, ErrorGroupChoice? choice, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!(await FindPublished.RunAsync(db, request, cancellationToken)).TryGet(out var extension, out var error))
        {
            return error;
        }

        if (!await rows.HasGroupAsync(extension.Id, fingerprint, cancellationToken))
        {
            return Error.NotFound("error_group_not_found", $"{extension.ExtensionId} has no such error group. Reload the list.");
        }

        if (choice is not { } chosen)
        {
            return Error.Field("state", "state_invalid", "Choose a state: open, resolved or ignored.");
        }

        var decision = await db.Set<ErrorGroupDecision>().SingleOrDefaultAsync(
            one => one.ExtensionKey == extension.Id && one.Fingerprint == fingerprint, cancellationToken);
        var before = decision?.Choice ?? ErrorGroupChoice.Open;
        if (decision is null)
        {
            db.Add(decision = ErrorGroupDecision.Of(extension.Id, fingerprint));
        }

        decision.Choose(chosen, request.Actor, work.Now);
        work.Audit(
            request.Actor,
            "telemetry.error_group_decided",
            new AuditSubject("error_group", $"{extension.ExtensionId} {fingerprint}"),
            extension.OrganizationId,
            new { state = before },
            new { state = chosen });
        return Result.Success();
    }
}
