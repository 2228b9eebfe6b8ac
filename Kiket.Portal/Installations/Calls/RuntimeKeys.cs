using System.Security.Cryptography;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Secrets;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Calls;

/// <summary>
/// The keys of runtime tokens. Extensions cache the key set for an hour, so a new key is published two hours before it
/// signs, and an old one stays published after its last token. Rows of the database: all nodes sign with the same key.
/// </summary>
public sealed class RuntimeKeys(UnitOfWork unit, IDbContextFactory<PortalDb> databases, SecretBox box, RealTime real)
{
    /// <summary>Twice as long as an SDK caches the key set.</summary>
    public static readonly TimeSpan PublishedBefore = TimeSpan.FromHours(2);

    public static readonly TimeSpan SignsFor = TimeSpan.FromDays(30);

    /// <summary>Its last token lives five minutes; a day covers clocks that are wrong.</summary>
    public static readonly TimeSpan PublishedAfter = TimeSpan.FromDays(1);

    /// <summary>The keys that a token of now, or of the next two hours, may be signed with. Makes the first one.</summary>
    public async Task<IReadOnlyList<RuntimeKey>> PublishedAsync(CancellationToken cancellationToken)
    {
        await RotateAsync(cancellationToken);
        var now = real.GetUtcNow();
        var keys = await ReadAsync(cancellationToken);
        return [.. keys.Where((key, index) => index == 0 || keys[index - 1].SignsFrom + PublishedAfter > now)];
    }

    /// <summary>The newest key whose time has come, ready to sign. Dispose it.</summary>
    internal async Task<(string KeyId, ECDsa Pair)> SigningAsync(CancellationToken cancellationToken)
    {
        if (await FindSigningAsync(cancellationToken) is { } found)
        {
            return found;
        }

        // None yet, or the key ring is lost. Nobody can have cached the next one, but no token is the worse choice.
        await MakeAsync(signsAtOnce: true, cancellationToken);
        return await FindSigningAsync(cancellationToken) ?? throw new CryptographicException("A key that was just made can't be decrypted.");
    }

    /// <summary>Makes the first key, or the next one when its time has come.</summary>
    public async Task RotateAsync(CancellationToken cancellationToken)
    {
        var newest = (await ReadAsync(cancellationToken)).FirstOrDefault();
        if (newest is null || IsDue(newest))
        {
            await MakeAsync(signsAtOnce: newest is null, cancellationToken);
        }
    }

    private bool IsDue(RuntimeKey newest) => newest.SignsFrom + SignsFor - PublishedBefore <= real.GetUtcNow();

    private async Task<(string KeyId, ECDsa Pair)?> FindSigningAsync(CancellationToken cancellationToken)
    {
        var now = real.GetUtcNow();
        var key = (await ReadAsync(cancellationToken)).FirstOrDefault(key => key.SignsFrom <= now);
        return key?.Open(box) is { } pair ? (key.KeyId, pair) : null;
    }

    /// <summary>The node that loses the race for a number looks again and finds the winner's key.</summary>
    private async Task MakeAsync(bool signsAtOnce, CancellationToken cancellationToken)
    {
        var made = await unit.RunAsync(
            async work =>
            {
                var now = real.GetUtcNow();
                var newest = await work.Db.Set<RuntimeKey>().OrderByDescending(key => key.Number).FirstOrDefaultAsync(cancellationToken);
                var isNeeded = newest is null || (signsAtOnce ? IsLost(newest, now) : IsDue(newest));
                if (isNeeded)
                {
                    work.Db.Add(RuntimeKey.New((newest?.Number ?? 0) + 1, box, now, signsAtOnce ? now : now + PublishedBefore));
                }

                return Result.Success();
            },
            cancellationToken);
        made.ThrowIfRefused();
    }

    private bool IsLost(RuntimeKey newest, DateTimeOffset now)
    {
        using var pair = newest.Open(box);
        return pair is null || newest.SignsFrom > now;
    }

    /// <summary>The newest first.</summary>
    private async Task<IReadOnlyList<RuntimeKey>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<RuntimeKey>().AsNoTracking().OrderByDescending(key => key.Number).ToListAsync(cancellationToken);
    }
}
