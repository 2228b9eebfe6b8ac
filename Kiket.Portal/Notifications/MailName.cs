using System.Text.RegularExpressions;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Notifications;

/// <summary>A user-chosen name, made safe for a mail to someone else: on one line, and never a link or an address.</summary>
public static partial class MailName
{
    private const int Longest = 80;

    /// <param name="name">As chosen, or as stored before names had rules.</param>
    /// <param name="otherwise">Shown when the name contains something that mail programs turn into a link.</param>
    public static string Of(string name, string otherwise)
    {
        var line = PlainText.OneLine(name);
        return line.Length is 0 or > Longest || Linked().IsMatch(line) ? otherwise : line;
    }

    /// <summary>Mail programs link addresses, anything with a scheme, and every "word.word", but not "Acme Inc." or "J. Doe".</summary>
    [GeneratedRegex(@"@|//|\\|:\S|\w[.\u3002\uFF0E\uFF61]\w", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 250)]
    private static partial Regex Linked();
}
