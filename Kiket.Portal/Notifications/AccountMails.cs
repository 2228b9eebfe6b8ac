using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Notifications;

public enum AccountMailKind
{
    Registration,
    PasswordReset,
    SignInLink,
    AddressConfirmation,
}

/// <summary>A mail that somebody asked for by typing an address.</summary>
/// <param name="Email">As typed; it may belong to nobody.</param>
/// <param name="Name">The name given at registration; it appears in no mail.</param>
/// <param name="ReturnUrl">Where the person wanted to go.</param>
public sealed record AccountMailRequest(AccountMailKind Kind, string Email, string Name = "", string? ReturnUrl = null);

/// <summary>
/// Takes requests for account mails. The page replies before anybody looks whether the address has an account, so neither
/// its words nor its time tell.
/// </summary>
public sealed class AccountMails(IOptions<SmtpOptions> options)
{
    private const int MaxWaiting = 1_000;

    private readonly Channel<AccountMailRequest> _waiting = Channel.CreateBounded<AccountMailRequest>(MaxWaiting);

    /// <summary>False: the pages then say that this portal sends no mail, and offer another way.</summary>
    public bool IsConfigured => options.Value.IsConfigured;

    internal ChannelReader<AccountMailRequest> Waiting => _waiting.Reader;

    /// <returns>False when mail is off or too many requests wait.</returns>
    public bool TryRequest(AccountMailRequest request) => IsConfigured && _waiting.Writer.TryWrite(request);
}
