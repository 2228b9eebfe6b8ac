namespace Kiket.Portal.Accounts.Sessions;

/// <summary>
/// One sign-in on one device. The cookie contains its id and is useless without the row: deleting the row signs that device
/// out, wherever there are copies of the cookie.
/// </summary>
public sealed class SignInSession
{
    public const int MaxAddress = 64;
    public const int MaxMethod = 80;

    /// <summary>Browsers send about 120 characters; some in-app browsers twice that.</summary>
    public const int MaxUserAgent = 400;

    /// <summary>The longest time even with use. After that a person must sign in again.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>The longest time without use. Each use restarts it, until <see cref="Lifetime"/> is over.</summary>
    public static readonly TimeSpan IdleLifetime = TimeSpan.FromDays(14);

    private SignInSession()
    {
    }

    public Guid Id { get; private set; }

    public Guid UserId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>Exact to the minute.</summary>
    public DateTimeOffset LastUsedAt { get; private set; }

    /// <summary>
    /// The account's security stamp that this sign-in has seen. A new password or authenticator changes the account's stamp:
    /// every other sign-in ends with that write, and this one continues with the new stamp.
    /// </summary>
    public string Stamp { get; private set; } = "";

    /// <summary>How the person signed in: <c>password</c>, <c>passkey</c> or the name of a provider.</summary>
    public string Method { get; private set; } = "";

    public string? Address { get; private set; }

    /// <summary>The browser's user agent, cut to <see cref="MaxUserAgent"/>.</summary>
    public string UserAgent { get; private set; } = "";

    internal static SignInSession Begin(Guid userId, string stamp, string method, SignInPlace place, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserId = userId,
        CreatedAt = now,
        ExpiresAt = now + Lifetime,
        LastUsedAt = now,
        Stamp = stamp,
        Method = Cut(method, MaxMethod),
        Address = place.Address is null ? null : Cut(place.Address, MaxAddress),
        UserAgent = Cut(place.UserAgent, MaxUserAgent),
    };

    private static string Cut(string text, int max) => text.Length > max ? text[..max] : text;
}

/// <summary>Where a person signs in from.</summary>
/// <param name="Address">Remote address, when there is one.</param>
/// <param name="UserAgent">The browser's user agent; empty when there is none.</param>
public sealed record SignInPlace(string? Address, string UserAgent);
