using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace Kiket.Portal.Documentation;

/// <summary>
/// Turns mail addresses in prose into links, as GitHub does but Markdig doesn't
/// (https://github.github.com/gfm/#extended-email-autolink). Linear, because the expression can't backtrack.
/// </summary>
internal static partial class MailAddresses
{
    /// <summary>A page with more addresses isn't documentation.</summary>
    private const int Most = 200;

    public static void Link(INode root, IDocument document)
    {
        var left = Most;
        foreach (var node in root.Descendants<IText>().Where(node => node.Data.Contains('@', StringComparison.Ordinal) && !IsAllowed(node)).ToList())
        {
            left -= Link(node, document, left);
        }
    }

    private static int Link(IText node, IDocument document, int most)
    {
        var (text, start, count) = (node.Data, 0, 0);
        foreach (var match in Form().EnumerateMatches(text))
        {
            var address = text.AsSpan(match.Index, match.Length).TrimEnd('.');
            if (count == most || address[^1] is '-' or '_' || !address[address.IndexOf('@')..].Contains('.'))
            {
                continue;
            }

            var link = document.CreateElement("a");
            link.TextContent = address.ToString();
            link.SetAttribute("href", "mailto:" + link.TextContent);
            node.Parent!.InsertBefore(document.CreateTextNode(text[start..match.Index]), node);
            node.Parent!.InsertBefore(link, node);
            start = match.Index + address.Length;
            count++;
        }

        node.Data = text[start..];
        return count;
    }

    private static bool IsAllowed(INode node) =>
        node.Ancestors().OfType<IElement>().Any(element => element.LocalName is "a" or "code" or "pre" or "kbd" or "samp" or "tt");

    [GeneratedRegex("[A-Za-z0-9._+-]+@[A-Za-z0-9._-]+", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
