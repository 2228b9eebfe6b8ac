using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Analytics.Tokens;

/// <summary>The token's value, which is shown once and can't be read again.</summary>
public sealed record CreatedTelemetryToken(Guid Id, string Value, string LastFour)
{
    /// <summary>A record would print its value into a log.</summary>
    public override string ToString() => $"telemetry token {Id}";
}

/// <summary>An Owner or Admin of the publisher creates a token for the servers of an extension. Two can be valid, to change from one to the other.</summary>
public sealed class CreateTelemetryToken(UnitOfWork unit)
{
    public Task<Result<CreatedTelemetryToken>> RunAsync(PublishedRequest request, CancellationToken cancellationToken) =>
        unit.RunAsync(work => CreateAsync(work, request, cancellationToken), cancellationToken, counts: true);

    private static async Task<Result<CreatedTelemetryToken>> CreateAsync(Work work, PublishedRequest request, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!(await FindPublished.RunAsync(db, request, cancellationToken)).TryGet(out var extension, out var error))
        {
            return error;
        }

        var valid = await db.Set<TelemetryToken>().CountAsync(
            token => token.ExtensionKey == extension.Id && token.InstallationId == null && token.RevokedAt == null, cancellationToken);
        if (valid >= TelemetryToken.MostValid)
        {
            return Error.Conflict(
                "too_many_tokens",
                $"{extension.ExtensionId} has two valid tokens already. Revoke the one that your servers no longer use, then create another.");
        }

        var value = TelemetryTokenValue.Generate();
        var created = TelemetryToken.OfPublisher(extension.Id, value, request.Actor, work.Now);
        db.Add(created);
        work.Audit(
            request.Actor,
            "telemetry.token_created",
            new AuditSubject("telemetry_token", created.Id),
            extension.OrganizationId,
            after: new { extension.ExtensionId, created.LastFour });
        return new CreatedTelemetryToken(created.Id, value, created.LastFour);
    }
}

/// <summary>Revokes a token. From then on, what is sent with it is ignored.</summary>
public sealed class RevokeTelemetryToken(UnitOfWork unit, TelemetryTopic topic)
{
    public Task<Result> RunAsync(PublishedRequest request, Guid tokenId, CancellationToken cancellationToken) =>
        unit.RunAsync(work => RevokeAsync(work, request, tokenId, cancellationToken), cancellationToken);

    private async Task<Result> RevokeAsync(Work work, PublishedRequest request, Guid tokenId, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!(await FindPublished.RunAsync(db, request, cancellationToken)).TryGet(out var extension, out var error))
        {
            return error;
        }

        var token = await db.Set<TelemetryToken>().SingleOrDefaultAsync(
            one => one.Id == tokenId && one.ExtensionKey == extension.Id && one.InstallationId == null, cancellationToken);
        if (token is null)
        {
            return Error.NotFound("token_not_found", $"{extension.ExtensionId} has no such telemetry token. Reload the list.");
        }

        if (token.RevokedAt is not null)
        {
            return Result.Success();
        }

        token.Revoke(work.Now);
        work.Audit(
            request.Actor,
            "telemetry.token_revoked",
            new AuditSubject("telemetry_token", token.Id),
            extension.OrganizationId,
            before: new { extension.ExtensionId, token.LastFour });
        work.Refresh(topic.PublishAsync);
        return Result.Success();
    }
}

/// <summary>A token as its publisher sees it.</summary>
public sealed record TelemetryTokenRow(Guid Id, string LastFour, DateTimeOffset CreatedAt, string CreatedByName, DateTimeOffset? LastUsedAt);

/// <summary>Reads the tokens of an extension's publisher.</summary>
public sealed class TelemetryTokenQueries(IDbContextFactory<PortalDb> databases)
{
    /// <summary>Those that are valid, newest first.</summary>
    public async Task<Result<IReadOnlyList<TelemetryTokenRow>>> RunAsync(PublishedRequest request, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await FindPublished.RunAsync(db, request, cancellationToken)).TryGet(out var extension, out var error))
        {
            return error;
        }

        return await db.Set<TelemetryToken>().AsNoTracking()
            .Where(token => token.ExtensionKey == extension.Id && token.InstallationId == null && token.RevokedAt == null)
            .OrderByDescending(token => token.CreatedAt)
            .Select(token => new TelemetryTokenRow(token.Id, token.LastFour, token.CreatedAt, token.CreatedByName, token.LastUsedAt))
            .ToListAsync(cancellationToken);
    }
}
