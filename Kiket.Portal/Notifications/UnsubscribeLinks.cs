using System.Security.Cryptography;
using Kiket.Portal.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Notifications;

/// <summary>What a link in a mail stops.</summary>
/// <param name="Kind">The mails of one kind; null for the digests.</param>
public sealed record Unsubscription(Guid UserId, NotificationKind? Kind);

/// <summary>
/// The links that stop mails without a sign-in. Signed and encrypted, good for nothing else, and without an end, because mails are opened
/// years later.
/// </summary>
public sealed class UnsubscribeLinks(IDataProtectionProvider protection, SecretLinks links, IOptions<PortalOptions> portal)
{
    public const string Address = "/account/unsubscribe";

    private const int MaxCode = 1_000;
    private const string Digests = "digests";

    private readonly IDataProtector _protector = protection.CreateProtector("Notifications.Unsubscribe.v1");

    public Uri Of(Unsubscription what) =>
        links.Of($"{Address}?code={_protector.Protect($"{what.UserId:N} {what.Kind?.ToString() ?? Digests}")}");

    /// <summary>
    /// Whether the links may stand in the header that mail programs read: that requires https (RFC 8058), and an address that an operator
    /// gave, not the one the portal happens to listen on.
    /// </summary>
    public bool FitHeader => portal.Value.PublicUrl?.Scheme == Uri.UriSchemeHttps;

    /// <summary>Null when a link is incomplete or not the portal's own.</summary>
    public Unsubscription? Read(string? code)
    {
        if (code is not { Length: > 0 and < MaxCode })
        {
            return null;
        }

        try
        {
            return _protector.Unprotect(code).Split(' ') is [var user, var what] && Guid.TryParseExact(user, "N", out var id)
                ? what == Digests ? new Unsubscription(id, null)
                    : Enum.TryParse<NotificationKind>(what, out var kind) ? new Unsubscription(id, kind)
                    : null
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
