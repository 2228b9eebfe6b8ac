using System.ComponentModel.DataAnnotations;

namespace Kiket.Portal.Notifications;

/// <summary>The <c>Smtp:</c> settings. Mail is off until a host and a sender are set.</summary>
public sealed class SmtpOptions : IValidatableObject
{
    public const string Section = "Smtp";

    public string Host { get; set; } = "";

    [Range(1, 65535, ErrorMessage = "Smtp:Port must be between 1 and 65535, such as 587.")]
    public int Port { get; set; } = 587;

    /// <summary>Sender address, for example <c>marketplace@example.com</c>.</summary>
    public string From { get; set; } = "";

    public string FromName { get; set; } = "Kiket Marketplace";

    public string User { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>False only for a relay on the same machine; then TLS isn't required.</summary>
    public bool UseTls { get; set; } = true;

    public bool IsConfigured => Host.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsConfigured && !new EmailAddressAttribute().IsValid(From))
        {
            yield return new ValidationResult("Smtp:From must be an e-mail address when Smtp:Host is set.", [nameof(From)]);
        }
    }
}
