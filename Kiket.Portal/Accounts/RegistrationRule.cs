using System.Globalization;
using Kiket.Portal.Foundation;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Accounts;

/// <summary>Who may create an account.</summary>
public enum RegistrationMode
{
    Open,

    /// <summary>Invited people, with the address that an organization invited.</summary>
    Invitation,

    /// <summary>People with an address of <see cref="AccountsOptions.AllowedDomains"/>, and invited people.</summary>
    Domains,
}

/// <summary>
/// Which addresses may register without an invitation, and the sentences that say so. Invitations belong to organizations, so
/// they are checked above, in <c>RegistrationAccess</c>.
/// </summary>
public sealed class RegistrationRule(IOptions<AccountsOptions> options)
{
    private static readonly IdnMapping Idn = new();

    private readonly string[] _domains = [.. options.Value.AllowedDomains.Select(Ascii).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>Registers in every mode: without an operator nobody can be invited.</summary>
    private readonly string _firstOperator = options.Value.FirstOperator.Trim();

    public RegistrationMode Mode => options.Value.Registration;

    /// <summary>Whether an address may register without an invitation, whichever it is.</summary>
    public bool AllowsSomebody => Mode != RegistrationMode.Invitation || _firstOperator.Length > 0;

    /// <summary>For somebody without an invitation, before they type; null when everybody may register.</summary>
    public string? Notice => Mode switch
    {
        RegistrationMode.Invitation => "Registration is by invitation. Ask an owner of your organization.",
        RegistrationMode.Domains => $"Only addresses of {Names} can register. With another address, ask an owner of your organization for an invitation.",
        _ => null,
    };

    /// <summary>What the page that changes an address says about domains; null when every address is possible.</summary>
    public string? MoveNotice => Mode == RegistrationMode.Domains ? $"Only addresses of {Names} are possible here." : null;

    /// <summary>Why somebody without an invitation can't register.</summary>
    public Error Refusal => Mode == RegistrationMode.Domains
        ? Error.Forbidden("registration_domain", Notice!)
        : Error.Forbidden("registration_by_invitation", Notice ?? "Registration is closed.");

    private string Names => _domains switch
    {
        [var only] => only,
        [.. var others, var last] => $"{string.Join(", ", others)} or {last}",
        _ => "no domain",
    };

    /// <summary>Whether an address may register without an invitation.</summary>
    public bool Allows(string address) => Mode switch
    {
        RegistrationMode.Open => true,
        _ when IsFirstOperator(address) => true,
        RegistrationMode.Domains => IsInDomain(address),
        _ => false,
    };

    /// <summary>
    /// Whether an account may move to an address. Invitations don't count: the answer would show strangers who is invited, and an
    /// invited person can register with the invited address.
    /// </summary>
    public bool AllowsMove(string address) => Mode != RegistrationMode.Domains || IsInDomain(address);

    /// <summary>What is wrong with the settings, a sentence each.</summary>
    internal static IEnumerable<string> Problems(AccountsOptions accounts)
    {
        foreach (var domain in accounts.AllowedDomains.Where(domain => Ascii(domain) is null))
        {
            yield return $"Accounts:AllowedDomains contains “{domain}”, which isn't a mail domain. Enter domains such as example.com, without @ and *.";
        }

        if (accounts.Registration == RegistrationMode.Domains && accounts.AllowedDomains.Count == 0)
        {
            yield return "Accounts:Registration is Domains, so set Accounts:AllowedDomains too, such as Accounts:AllowedDomains:0=example.com.";
        }

        if (accounts.Registration != RegistrationMode.Domains && accounts.AllowedDomains.Count > 0)
        {
            yield return "Accounts:AllowedDomains has no effect without Accounts:Registration=Domains. Set it, or remove the domains.";
        }
    }

    private bool IsFirstOperator(string address) =>
        _firstOperator.Length > 0 && string.Equals(address.Trim(), _firstOperator, StringComparison.OrdinalIgnoreCase);

    /// <summary>Exactly the domain: a sub-domain can belong to somebody else.</summary>
    private bool IsInDomain(string address) =>
        address.LastIndexOf('@') is > 0 and var at && Ascii(address[(at + 1)..]) is { } domain && _domains.Contains(domain, StringComparer.Ordinal);

    /// <summary>A domain in lower case and its <c>xn--</c> form, as mail servers compare it; null when it isn't a mail domain.</summary>
    private static string? Ascii(string? domain)
    {
        try
        {
            var ascii = Idn.GetAscii((domain ?? "").Trim().ToLowerInvariant());
            return EmailAddress.Problem("someone@" + ascii) is null ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
