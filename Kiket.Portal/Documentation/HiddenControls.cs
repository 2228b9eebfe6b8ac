using System.Globalization;
using AngleSharp.Dom;

namespace Kiket.Portal.Documentation;

/// <summary>
/// Characters that change the direction of text, so that code looks different from what it does (CVE-2021-42574). In code
/// each is shown by its number. In prose they are removed, because nothing there needs them.
/// </summary>
internal static class HiddenControls
{
    private static readonly System.Buffers.SearchValues<char> Controls =
        System.Buffers.SearchValues.Create("\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\u200E\u200F\u061C");

    /// <summary>Single marks don't reorder the text around them, and normal right-to-left prose uses them.</summary>
    private const string Marks = "\u200E\u200F\u061C";

    public static void Apply(INode root, IDocument document)
    {
        foreach (var node in Texts(root))
        {
            if (IsCode(node))
            {
                Show(node, document);
            }
            else
            {
                node.Data = Without(node.Data);
            }
        }

        foreach (var element in root.Descendants<IElement>())
        {
            foreach (var attribute in element.Attributes.Where(attribute => attribute.Value.AsSpan().ContainsAny(Controls)).ToList())
            {
                element.SetAttribute(attribute.Name, Without(attribute.Value));
            }
        }
    }

    /// <summary>Shows or removes every such character below <paramref name="root"/>, code or not.</summary>
    public static void MakeVisible(INode root, IDocument document)
    {
        foreach (var node in Texts(root))
        {
            Show(node, document);
        }
    }

    private static List<IText> Texts(INode root) =>
        [.. root.Descendants<IText>().Where(node => node.Data.AsSpan().ContainsAny(Controls))];

    private static bool IsCode(INode node) =>
        node.Ancestors().OfType<IElement>().Any(element => element.LocalName is "code" or "pre" or "kbd" or "samp" or "tt");

    private static string Without(string text) =>
        string.Concat(text.Where(character => !Controls.Contains(character) || Marks.Contains(character, StringComparison.Ordinal)));

    private static void Show(IText node, IDocument document)
    {
        var parent = node.Parent!;
        var text = node.Data;
        var start = 0;
        while (text.AsSpan(start).IndexOfAny(Controls) is var found and >= 0)
        {
            var index = start + found;
            if (index > start)
            {
                parent.InsertBefore(document.CreateTextNode(text[start..index]), node);
            }

            var mark = document.CreateElement("span");
            mark.ClassName = "hidden-control";
            mark.SetAttribute("title", "A character that changes the direction of text");
            mark.TextContent = string.Create(CultureInfo.InvariantCulture, $"U+{(int)text[index]:X4}");
            parent.InsertBefore(mark, node);
            start = index + 1;
        }

        node.Data = text[start..];
    }
}
