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

/// <summary>A mail that someone requested by entering an address.</summary>
/// <param name="Email">As entered; it may not belong to anyone.</param>
/// <param name="Name">The name given at registration; it appears in no mail.</param>
/// <param name="ReturnUrl">Where the person wanted to go.</param>
public sealed record AccountMailRequest(AccountMailKind Kind, string Email, string Name = "", string? ReturnUrl = null);

/// <summary>
/// Accepts requests for account mails. The page replies before anything checks whether the address has an account, so
/// neither its text nor its timing reveals that.
/// </summary>
public sealed class AccountMails(IOptions<SmtpOptions> options)
{
    private const int MaxWaiting = 1_000;

    private readonly Channel<AccountMailRequest> _waiting = Channel.CreateBounded<AccountMailRequest>(MaxWaiting);

    /// <summary>If false, the pages say that this portal doesn't send mail, and offer an alternative.</summary>
    public bool IsConfigured => options.Value.IsConfigured;

    internal ChannelReader<AccountMailRequest> Waiting => _waiting.Reader;

    /// <returns>False when mail is off or too many requests are waiting.</returns>
    public bool TryRequest(AccountMailRequest request) => IsConfigured && _waiting.Writer.TryWrite(request);
}
