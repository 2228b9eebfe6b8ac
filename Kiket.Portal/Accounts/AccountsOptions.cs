using System.ComponentModel.DataAnnotations;

namespace Kiket.Portal.Accounts;

/// <summary>The <c>Accounts:</c> settings: external sign-in, each off until its client id is set, who may register, whether
/// addresses must be confirmed, who is the first operator, and how quickly removed rights take effect.</summary>
public sealed class AccountsOptions : IValidatableObject
{
    public const string Section = "Accounts";

    /// <summary>PBKDF2 with HMAC-SHA512, with the iterations that OWASP recommends for password storage.</summary>
    public const int SlowPassword = 210_000;

    /// <summary>The form must stay in sight below it.</summary>
    public const int MaxSignInText = 2000;

    public GitHubSignIn GitHub { get; set; } = new();

    public OpenIdConnectSignIn OpenIdConnect { get; set; } = new();

    /// <summary>
    /// How often an open page checks whether the person's rights changed. A removed role must take effect within 60 s, and
    /// half of that leaves time for the check itself.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:45", ErrorMessage = "Accounts:LookAtRightsEvery must be between 1 and 45 seconds, such as 00:00:30.")]
    public TimeSpan LookAtRightsEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether an address must be confirmed before its account can join, publish, invite or link another service. Null
    /// means true in Production. Turn it off for installations that send no mail.
    /// </summary>
    public bool? ConfirmedEmail { get; set; }

    /// <summary>
    /// E-mail address of the person who becomes operator and reviewer while there is no operator, once the address is confirmed;
    /// see <see cref="Accounts.FirstOperator"/>. Empty for none.
    /// </summary>
    public string FirstOperator { get; set; } = "";

    /// <summary>How often a password is hashed. A sign-in updates older hashes. Tests use fewer; Production refuses them.</summary>
    [Range(1, 10_000_000, ErrorMessage = "Accounts:PasswordIterations must be between 1 and 10000000.")]
    public int PasswordIterations { get; set; } = SlowPassword;

    /// <summary>Who may create an account.</summary>
    public RegistrationMode Registration { get; set; }

    /// <summary>The mail domains of <see cref="RegistrationMode.Domains"/>, without sub-domains. Other letters or their <c>xn--</c> form.</summary>
    public List<string> AllowedDomains { get; } = [];

    /// <summary>A few sentences in Markdown for the pages where people sign in and register; empty for none.</summary>
    [StringLength(MaxSignInText, ErrorMessage = "Accounts:SignInText can have at most 2000 characters. Link to a page that says more.")]
    public string SignInText { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (FirstOperator.Length > 0 && EmailAddress.Problem(FirstOperator) is not null)
        {
            yield return new ValidationResult("Accounts:FirstOperator must be an e-mail address, such as ana@example.com.");
        }

        if (GitHub.ClientId.Length > 0 && GitHub.ClientSecret.Length == 0)
        {
            yield return new ValidationResult("Accounts:GitHub:ClientId is set, so set Accounts:GitHub:ClientSecret too.");
        }

        if (GitHub.IsConfigured && !(IsSafe(GitHub.WebUrl) && IsSafe(GitHub.ApiUrl)))
        {
            yield return new ValidationResult("Accounts:GitHub:WebUrl and ApiUrl must be absolute https addresses that end with a slash.");
        }

        if (OpenIdConnect.ClientId.Length > 0 && !Uri.IsWellFormedUriString(OpenIdConnect.Authority, UriKind.Absolute))
        {
            yield return new ValidationResult(
                "Accounts:OpenIdConnect:ClientId is set, so set Accounts:OpenIdConnect:Authority to the provider's address.");
        }

        foreach (var problem in RegistrationRule.Problems(this))
        {
            yield return new ValidationResult(problem);
        }
    }

    /// <summary>Secrets are sent there. Plain http is only safe when it stays on this machine.</summary>
    private static bool IsSafe(Uri address) =>
        address.IsAbsoluteUri
        && address.AbsolutePath.EndsWith('/')
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}

public sealed class GitHubSignIn
{
    public string ClientId { get; set; } = "";

    public string ClientSecret { get; set; } = "";

    /// <summary>Where people sign in: GitHub itself, or a GitHub Enterprise Server.</summary>
    public Uri WebUrl { get; set; } = new("https://github.com/");

    /// <summary>Where the portal looks up who signed in, such as <c>https://git.acme.test/api/v3/</c>.</summary>
    public Uri ApiUrl { get; set; } = new("https://api.github.com/");

    public bool IsConfigured => ClientId.Length > 0;
}

public sealed class OpenIdConnectSignIn
{
    public string Authority { get; set; } = "";

    public string ClientId { get; set; } = "";

    public string ClientSecret { get; set; } = "";

    public string DisplayName { get; set; } = "Single sign-on";

    /// <summary>
    /// Whether the provider's addresses count as confirmed even without <c>email_verified</c>. For a company's own
    /// provider, where people can't choose their address.
    /// </summary>
    public bool ConfirmsAddresses { get; set; }

    public bool IsConfigured => ClientId.Length > 0;
}
