using System.Text;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Accounts;

/// <summary>
/// Names that look like the platform's own, in any spelling: <c>kiket-official</c>, <c>K1ket</c>,
/// <c>Кіket</c>, <c>Security Team</c>.
/// </summary>
public static class ReservedNames
{
    private static readonly string Brand = Lookalikes.Skeleton("kiket");

    /// <summary>A name with only these words looks official. With another word they are fine (<c>acme-support</c>).</summary>
    private static readonly HashSet<string> Roles = Skeletons(
        "abuse", "admin", "administrator", "administration", "billing", "compliance", "help", "helpdesk", "hostmaster", "marketplace", "moderation",
        "moderator", "noreply", "official", "operations", "operator", "platform", "portal", "postmaster", "root", "safety", "security", "staff", "support",
        "system", "trust", "verification", "webmaster");

    /// <summary>Words that don't change that.</summary>
    private static readonly HashSet<string> Fillers = Skeletons(
        "a", "and", "by", "center", "centre", "desk", "department", "for", "from", "of", "our", "service", "services", "team", "the");

    /// <summary>Why a person or an organization can't have this name, in a sentence; null when they can.</summary>
    public static string? Problem(string name)
    {
        var words = Words(Lookalikes.Skeleton(name));
        return HasBrand(words) || (words.Count > 0 && words.TrueForAll(word => Roles.Contains(word) || Fillers.Contains(word)) && words.Exists(Roles.Contains))
            ? $"“{name}” looks like a name of the marketplace itself, so it is reserved. Choose another name."
            : null;
    }

    /// <summary>
    /// The same for the name of an extension, which may contain "Kiket", but not in letters that only look like it.
    /// </summary>
    public static string? Disguise(string name) =>
        HasBrand(Words(Lookalikes.Skeleton(name))) && !name.Contains("kiket", StringComparison.OrdinalIgnoreCase)
            ? $"“{name}” looks like a name of the marketplace itself. Use plain letters, or choose another name."
            : null;

    /// <summary>In one word, or spread over several whole ones such as <c>K i k e t</c>, but not "Mark I. Ketchum".</summary>
    private static bool HasBrand(List<string> words)
    {
        for (var from = 0; from < words.Count; from++)
        {
            var joined = words[from];
            if (joined.Contains(Brand, StringComparison.Ordinal))
            {
                return true;
            }

            for (var to = from + 1; to < words.Count && joined.Length < Brand.Length; to++)
            {
                joined += words[to];
                if (joined == Brand)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static List<string> Words(string skeleton)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in (skeleton + " ").EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                word.Append(rune.ToString());
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        return words;
    }

    private static HashSet<string> Skeletons(params ReadOnlySpan<string> words)
    {
        var skeletons = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            skeletons.Add(Lookalikes.Skeleton(word));
        }

        return skeletons;
    }
}
