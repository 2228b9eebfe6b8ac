using System.Text.RegularExpressions;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Notifications;

/// <summary>A name that somebody chose, made fit for a mail to somebody else: on one line, and never a link or an address.</summary>
public static partial class MailName
{
    private const int Longest = 80;

    /// <param name="name">As it was chosen, or as it was stored before names had rules.</param>
    /// <param name="otherwise">Shown when the name holds something that a mail program makes a link of.</param>
    public static string Of(string name, string otherwise)
    {
        var line = PlainText.OneLine(name);
        return line.Length is 0 or > Longest || Linked().IsMatch(line) ? otherwise : line;
    }

    /// <summary>Mail programs link addresses, whatever has a scheme, and every "word.word"; "Acme Inc." and "J. Doe" are none.</summary>
    [GeneratedRegex(@"@|//|\\|:\S|\w[.\u3002\uFF0E\uFF61]\w", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 250)]
    private static partial Regex Linked();
}
