namespace Kiket.Portal.Api;

/// <summary>
/// A POST with an <c>Idempotency-Key</c>: the request and, once it has run, its response. Stored for a day, so that a
/// client that lost the response can send the request again and gets the same one.
/// </summary>
internal sealed class IdempotentRequest
{
    public const int MaxKeyLength = 255;
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>Longer than any request may run. An older one without a response was interrupted.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(2);

    private IdempotentRequest()
    {
    }

    public Guid Id { get; private set; }

    public Guid TokenId { get; private set; }

    public string Key { get; private set; } = "";

    /// <summary>Hexadecimal SHA-256 of method, address and body.</summary>
    public string Fingerprint { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Null while it runs.</summary>
    public int? Status { get; private set; }

    /// <summary>Null while it runs, and when it was too long to store.</summary>
    public string? Response { get; private set; }

    public static IdempotentRequest Claim(Guid tokenId, string key, string fingerprint, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        TokenId = tokenId,
        Key = key,
        Fingerprint = fingerprint,
        CreatedAt = now,
    };

    public void Complete(int status, string? response) => (Status, Response) = (status, response);

    /// <summary>Whether the key may be used again.</summary>
    public bool IsOver(DateTimeOffset now) => CreatedAt + (Status is null ? Abandoned : Lifetime) <= now;
}
