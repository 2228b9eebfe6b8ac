using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Documentation;

namespace Kiket.Portal.Legal;

/// <summary>The <c>Legal:</c> settings: the pages that the law of the operator's country asks for, and where to report vulnerabilities.</summary>
public sealed class LegalOptions : IValidatableObject
{
    public const string Section = "Legal";

    private const int MaxAddressLength = 500;

    /// <summary>An https address, or the path of a Markdown file; empty for none. The same for the next three.</summary>
    public string Terms { get; set; } = "";

    public string Privacy { get; set; } = "";

    public string Imprint { get; set; } = "";

    public string Contact { get; set; } = "";

    /// <summary>Where people report vulnerabilities: an e-mail or https address, for <c>security.txt</c>; empty for none.</summary>
    public string SecurityContact { get; set; } = "";

    /// <summary>The pages that are set, in the order of the footer, with their titles.</summary>
    public IEnumerable<(string Name, string Title, string Value)> Pages => new[]
    {
        ("terms", nameof(Terms), Terms), ("privacy", nameof(Privacy), Privacy),
        ("imprint", nameof(Imprint), Imprint), ("contact", nameof(Contact), Contact),
    }.Where(page => page.Item3.Length > 0);

    /// <summary>The contact as <c>security.txt</c> spells it; null when none is set.</summary>
    public string? SecurityContactUri => SecurityContact switch
    {
        "" => null,
        _ when IsHttps(SecurityContact) => SecurityContact,
        // An address can contain signs that mean something else in a URI, such as #.
        _ => "mailto:" + Uri.EscapeDataString(SecurityContact.Trim()).Replace("%40", "@", StringComparison.Ordinal),
    };

    /// <summary>Whether a setting is an address of another site. Everything else is a path.</summary>
    internal static bool IsHttps(string value) =>
        value.Length <= MaxAddressLength && Uri.TryCreate(value, UriKind.Absolute, out var address)
        && address.Scheme == Uri.UriSchemeHttps && address.UserInfo.Length == 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (_, title, value) in Pages)
        {
            if (Problem(value) is { } problem)
            {
                yield return new ValidationResult($"{Section}:{title} {problem}");
            }
        }

        if (SecurityContact.Length > 0 && !IsHttps(SecurityContact) && EmailAddress.Problem(SecurityContact) is not null)
        {
            yield return new ValidationResult($"{Section}:{nameof(SecurityContact)} must be an e-mail or https address, such as security@example.com.");
        }
    }

    private static string? Problem(string value)
    {
        if (IsHttps(value))
        {
            return null;
        }

        if (value.Contains("://", StringComparison.Ordinal) || value.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
        {
            return "must be an https address without a password, or the path of a Markdown file, such as /data/legal/terms.md.";
        }

        var file = new FileInfo(Path.GetFullPath(value));
        if (!file.Exists)
        {
            return $"names the file {file.FullName}, which doesn't exist. Create the file, or remove the setting.";
        }

        return file.Length > DocumentLimits.PageBytes
            ? string.Create(CultureInfo.InvariantCulture, $"names a file of {file.Length:#,0} bytes. The limit is {DocumentLimits.PageBytes:#,0} bytes.")
            : Unreadable(file);
    }

    private static string? Unreadable(FileInfo file)
    {
        try
        {
            using var opened = file.OpenRead();
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"names the file {file.FullName}, which the portal can't read. Give its user the right to read it.";
        }
    }
}
