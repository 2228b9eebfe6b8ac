using System.Globalization;
using MimeKit;

namespace Kiket.Portal.Accounts;

/// <summary>
/// The rule for e-mail addresses that the portal writes to. Stricter than the standard, because mail servers read an address
/// with quotes, comments, encoded words or routes differently, and one of them might deliver a secret link to someone
/// else.
/// </summary>
public static class EmailAddress
{
    /// <summary>The longest address in the command that names a receiver (RFC 5321, 4.5.3.1.3).</summary>
    public const int MaxLength = 254;

    private const int MaxLocal = 64;
    private const int MaxLabel = 63;

    private const string Form = "Enter an e-mail address such as ana@example.com.";

    /// <summary>Allowed in addition to letters and digits. Not allowed: ! and % (old routes), ? (encoded words), quotes, spaces.</summary>
    private const string LocalSigns = "._-+'&~#$*/=^{|}`";

    /// <summary>Why mail can't be sent to an address, in a sentence for its field; null when it can.</summary>
    /// <param name="address">As entered; surrounding spaces are ignored.</param>
    public static string? Problem(string? address)
    {
        var text = (address ?? "").Trim();
        if (text.Length == 0)
        {
            return "Enter an e-mail address.";
        }

        if (text.Length > MaxLength)
        {
            return $"Enter an e-mail address of at most {MaxLength} characters.";
        }

        if (text.Split('@') is not [{ Length: > 0 and <= MaxLocal } local, { Length: > 0 } domain])
        {
            return Form;
        }

        if (text.Any(character => !char.IsAscii(character)))
        {
            return "Enter an e-mail address in plain Latin letters. For a domain with other letters, enter its xn-- form.";
        }

        if (!IsLocal(local))
        {
            return $"The part before the @ can contain letters, digits and signs such as . _ - +, with no dot at the start or end, or twice in a row. {Form}";
        }

        return IsDomain(domain) && IsOneMailbox(text) ? null : $"The part after the @ isn't a valid mail domain. {Form}";
    }

    /// <summary>Addresses of the same mailbox count as one: case and anything after a + are ignored.</summary>
    public static string ReceiverOf(string address)
    {
        var text = address.Trim().ToUpperInvariant();
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        return plus > 0 && plus < at ? text[..plus] + text[at..] : text;
    }

    private static bool IsLocal(string local) =>
        local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal)
        && local.All(character => char.IsAsciiLetterOrDigit(character) || LocalSigns.Contains(character, StringComparison.Ordinal));

    private static bool IsDomain(string domain)
    {
        var labels = domain.Split('.');
        if (!Array.TrueForAll(labels, label => label.Length is > 0 and <= MaxLabel && label[0] != '-' && label[^1] != '-'
            && label.All(character => char.IsAsciiLetterOrDigit(character) || character == '-'))
            || labels[^1].All(char.IsAsciiDigit))
        {
            return false;
        }

        try
        {
            // Programs decode an invalid xn-- form differently.
            return new IdnMapping().GetUnicode(domain).Length > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsOneMailbox(string text) =>
        MailboxAddress.TryParse(
            new ParserOptions
            {
                AddressParserComplianceMode = RfcComplianceMode.Strict,
                AllowAddressesWithoutDomain = false,
                AllowUnquotedCommasInAddresses = false,
            },
            text,
            out var mailbox)
        && string.Equals(mailbox.GetAddress(idnEncode: true), text, StringComparison.OrdinalIgnoreCase) && string.IsNullOrEmpty(mailbox.Name);
}
