using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Kiket.Portal.Documentation;

/// <summary>What a changelog's heading names.</summary>
/// <param name="Version">Null when it names none.</param>
/// <param name="Name">What stands before the version (<c>Rails</c> in "Rails 7.0.4"), in lower case; "" for a bare version.</param>
/// <param name="IsAttached">Whether the name and the version are one word, as in <c>my-ext@1.0.1</c>.</param>
/// <param name="Words">What else it says, for people.</param>
internal sealed partial record ChangelogHeading(
    string? Version, string Name, bool IsAttached, DateOnly? Date, bool IsYanked, bool IsUnreleased, string Words)
{
    /// <summary>A longer heading is a text.</summary>
    public const int MaxLength = 500;

    private const int Timeout = 1000;
    private const int MostNameWords = 5;
    private const int MostCodenameWords = 4;

    /// <summary>Only inline markup matters, so any block extension is left out.</summary>
    private static readonly MarkdownPipeline Inlines = new MarkdownPipelineBuilder()
        .UseEmojiAndSmiley(enableSmileys: false)
        .Use<GitHubStrikethrough>()
        .Build();

    private static readonly HashSet<string> Unreleased = Set(
        "unreleased,unreleased changes,unreleased version,not released,not yet released,to be released,next,next release,next version,upcoming,"
        + "upcoming release,upcoming changes,upcoming version,vnext,v-next,head,in development,under development,development,pending,coming soon,wip");

    /// <summary>Words before a version that name nothing else.</summary>
    private static readonly HashSet<string> Introductions = Set(
        "version,ver,v,release,released,tag,changes,in,what's,what’s,whats,new,notes,note,for,changelog,the");

    /// <summary>Words before a version that make it part of a sentence.</summary>
    private static readonly HashSet<string> Sentences = Set(
        "to,from,since,before,after,until,upgrade,upgrading,upgraded,upgrades,migrate,migrating,migration,support,supports,supported,supporting,"
        + "require,requires,required,requirements,minimum,min,max,maximum,bump,bumps,bumped,bumping,update,updates,updated,updating,use,uses,using,drop,"
        + "drops,dropped,dropping,add,adds,added,adding,remove,removes,removed,fix,fixes,fixed,compatible,compatibility,with,known,issues,than,and,or,"
        + "between,vs,versus,guide,api,deprecate,deprecated,deprecates,roadmap,plan,plans,planned,towards,at,is,are,was,not,if,when,of,by,via,only,needs,need");

    /// <summary>Words right after a version that say more about it.</summary>
    private static readonly HashSet<string> States = Set(
        "release,released,releases,notes,final,stable,latest,current,lts,beta,alpha,rc,preview,prerelease,pre-release,unreleased,tbd,tba,yanked,hotfix,patch,"
        + "minor,major,security,maintenance,update,build,edition,codename,on,dated,date,ga,upcoming,draft,experimental,deprecated,by");

    /// <summary>Words after a version that make the heading one of a chapter, not of a release.</summary>
    private static readonly HashSet<string> Chapters = Set(
        "migration,migrations,migrating,guide,guides,roadmap,upgrade,upgrading,faq,compatibility,requirements,plan,plans,planned,support,features,api,schema,"
        + "tutorial,documentation,overview,instructions,series,branch,line");

    /// <summary>A heading's text as people see it: after Markdown, HTML, entities and emoji names are read.</summary>
    public static string PlainText(string markdown)
    {
        if (markdown.Length > MaxLength * 4)
        {
            return markdown;
        }

        var document = Markdown.Parse("# " + markdown.ReplaceLineEndings(" "), Inlines);
        var text = new System.Text.StringBuilder();
        foreach (var block in document.OfType<LeafBlock>())
        {
            Write(block.Inline, text);
        }

        return Spaces().Replace(text.ToString(), " ").Trim();
    }

    public static ChangelogHeading Read(string text)
    {
        if (text.Length > MaxLength)
        {
            return Nothing(text);
        }

        var plain = Brackets().Replace(Brackets().Replace(text, "${inside}"), "${inside}");
        var isYanked = Yanked().IsMatch(plain);
        plain = isYanked ? Yanked().Replace(plain, " ") : plain;
        var date = ChangelogDates.Find(plain);
        var rest = date is { } found ? plain.Remove(found.Start, found.Length).Insert(found.Start, " ") : plain;
        if (Unreleased.Contains(Bare(rest)))
        {
            return new ChangelogHeading(null, "", false, date?.Date, isYanked, true, "") { Text = text };
        }

        var heading = WithVersion(rest, date?.Date, isYanked);

        // A calendar version looks like a date.
        heading ??= date is { } only && plain.AsSpan(only.Start, only.Length).Contains('.') ? WithVersion(plain, null, isYanked) : null;
        return heading is null ? Nothing(text) : heading with { Text = text };
    }

    /// <summary>The heading's whole text.</summary>
    public string Text { get; private init; } = "";

    /// <summary>A heading in lower case, without emoji, signs and text in brackets: <c>🐛 Bug Fixes (2):</c> is "bug fixes".</summary>
    public static string Bare(string text)
    {
        var words = Aside().Replace(text, " ").AsSpan();
        var (start, end) = (0, words.Length);
        while (start < end && !char.IsLetterOrDigit(words[start]))
        {
            start++;
        }

        while (end > start && !char.IsLetterOrDigit(words[end - 1]))
        {
            end--;
        }

        return Spaces().Replace(words[start..end].ToString(), " ").ToLowerInvariant();
    }

    private static ChangelogHeading Nothing(string text) => new(null, "", false, null, false, false, "") { Text = text };

    private static ChangelogHeading? WithVersion(string text, DateOnly? date, bool isYanked)
    {
        var found = Versions().Matches(text).Where(match => Changelog.ParseVersion(match.Groups["version"].Value) is not null).ToList();
        if (found.Count == 0)
        {
            return null;
        }

        var chosen = found.Find(match => match.Groups["version"].Value.AsSpan().Count('.') > 1) ?? found[0];
        var (before, after) = (text[..chosen.Index], text[(chosen.Index + chosen.Length)..]);
        var version = chosen.Groups["version"].Value;

        // Two versions are a range or a step from one to the other.
        if (found.Count > 1 && !(after.Contains('(', StringComparison.Ordinal) && found.TrueForAll(other => other.Index <= chosen.Index + after.Length)
            && found[0] == chosen && after.IndexOf('(', StringComparison.Ordinal) < found[1].Index - chosen.Index - chosen.Length))
        {
            return null;
        }

        var isAttached = before.Length > 0 && before[^1] is '@' or '/' or '-' or '#' && before.Length > 1 && !char.IsWhiteSpace(before[^2]);
        var name = NameIn(before, isAttached);
        return name is null || !IsAboutRelease(version, after)
            ? null
            : new ChangelogHeading(version, name.ToLowerInvariant(), isAttached, date, isYanked, false, Clean($"{name} {after}"));
    }

    /// <summary>What the version belongs to; "" for nothing; null when it is part of a sentence.</summary>
    private static string? NameIn(string before, bool isAttached)
    {
        if (isAttached)
        {
            var word = before[(before.TrimEnd().LastIndexOf(' ') + 1)..].TrimEnd('@', '/', '-', '#');
            return before.Length - word.Length > 40 ? null : word.Trim('(', '[', '"', '\'');
        }

        var words = WordsOf(before);
        if (words.TrueForAll(Introductions.Contains))
        {
            return "";
        }

        return words.Count > MostNameWords || words.Exists(Sentences.Contains) ? null : Clean(before);
    }

    /// <summary>"3.0.0 One Piece" and "1.2 – Faster" name a release; "2.0 migration guide" doesn't.</summary>
    private static bool IsAboutRelease(string version, string after)
    {
        var isWhole = version.AsSpan().Count('.') > 1;
        var rest = after.TrimStart();
        var words = WordsOf(after);
        if (words.Count == 0)
        {
            return true;
        }

        if (!char.IsLetterOrDigit(rest[0]))
        {
            // An emoji separates nothing: "2.0 🚀 migration guide".
            return isWhole || !words.Exists(Chapters.Contains);
        }

        return words.TrueForAll(States.Contains)
            || (isWhole
                && words.Count <= MostCodenameWords
                && !words.Exists(Chapters.Contains)
                && rest.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => !char.IsLetter(word[0]) || !char.IsLower(word[0])));
    }

    private static List<string> WordsOf(string text) =>
        [.. text.Split([' ', ',', ':', ';', '(', ')', '|', '"', '“', '”'], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Trim('-', '–', '—', '.', '\'', '‘', '/', '*', '_', '!', '?').ToLowerInvariant())
            .Where(word => word.Any(char.IsLetterOrDigit))];

    private static string Clean(string text)
    {
        var clean = Spaces().Replace(Empty().Replace(text, " "), " ").Trim(' ', '-', '–', '—', ':', ',', '|', '/', '•', '·', ';', '*', '@', '#');
        return clean.Any(char.IsLetterOrDigit) ? clean : "";
    }

    private static void Write(ContainerInline? container, System.Text.StringBuilder text)
    {
        foreach (var inline in container ?? [])
        {
            switch (inline)
            {
                case LiteralInline literal:
                    text.Append(literal.Content.AsSpan());
                    break;
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded.AsSpan());
                    break;
                case AutolinkInline link:
                    text.Append(link.Url);
                    break;
                case LineBreakInline:
                    text.Append(' ');
                    break;
                case DelimiterInline delimiter:
                    text.Append(delimiter.ToLiteral());
                    Write(delimiter, text);
                    break;
                case ContainerInline inner:
                    Write(inner, text);
                    break;
                default:
                    break; // HTML is markup.
            }
        }
    }

    private static HashSet<string> Set(string words) => new(words.Split(','), StringComparer.Ordinal);

    [GeneratedRegex(
        "(?<![\\w.$€£¥<>=~^%+])[vV]?\\.?(?<version>\\d+\\.\\d+(?:\\.\\d+)?(?:-[0-9A-Za-z][0-9A-Za-z.-]*[0-9A-Za-z]|-[0-9A-Za-z])?(?:\\+[0-9A-Za-z.-]+)?)"
            + "(?![\\w%]|\\.\\w)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        Timeout)]
    private static partial Regex Versions();

    [GeneratedRegex("\\[(?<inside>[^\\[\\]]*)\\](?:\\[[^\\[\\]]*\\])?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Brackets();

    [GeneratedRegex("[(\\[]?\\byanked\\b[)\\]]?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Timeout)]
    private static partial Regex Yanked();

    [GeneratedRegex("[(\\[][^()\\[\\]]*[)\\]]", RegexOptions.CultureInvariant, Timeout)]
    private static partial Regex Aside();

    [GeneratedRegex("\\(\\s*\\)|\\[\\s*\\]|\\{\\s*\\}", RegexOptions.CultureInvariant, Timeout)]
    private static partial Regex Empty();

    [GeneratedRegex("\\s+", RegexOptions.CultureInvariant, Timeout)]
    private static partial Regex Spaces();
}
