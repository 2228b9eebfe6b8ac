using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Documentation;

/// <summary>
/// Invisible characters, so that nothing reads differently from what it is: ones that change the direction of text
/// (CVE-2021-42574), ones without width, and code points that are no character. Each is shown by its number, by the list of
/// <see cref="PlainText"/>.
/// </summary>
internal static class HiddenControls
{
    public static void MakeVisible(INode root, IDocument document)
    {
        foreach (var node in root.Descendants<IText>().ToList())
        {
            Show(node, document);
        }

        // An attribute can't show them.
        foreach (var element in root.Descendants<IElement>())
        {
            foreach (var attribute in element.Attributes.Where(attribute => !Ascii.IsValid(attribute.Value)).ToList())
            {
                if (PlainText.HiddenIn(attribute.Value).ToList() is { Count: > 0 } hidden)
                {
                    element.SetAttribute(attribute.Name, Without(attribute.Value, hidden));
                }
            }
        }
    }

    private static string Without(string text, List<(int Index, Rune Rune)> hidden)
    {
        var left = new StringBuilder(text.Length);
        var start = 0;
        foreach (var (index, rune) in hidden)
        {
            left.Append(text, start, index - start);
            start = index + rune.Utf16SequenceLength;
        }

        return left.Append(text, start, text.Length - start).ToString();
    }

    private static void Show(IText node, IDocument document)
    {
        var parent = node.Parent!;
        var text = node.Data;
        var start = 0;
        foreach (var (index, rune) in PlainText.HiddenIn(text))
        {
            if (index > start)
            {
                parent.InsertBefore(document.CreateTextNode(text[start..index]), node);
            }

            var mark = document.CreateElement("span");
            mark.ClassName = "hidden-control";
            mark.SetAttribute("title", Title(rune));
            mark.TextContent = string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");
            parent.InsertBefore(mark, node);
            start = index + rune.Utf16SequenceLength;
        }

        if (start > 0)
        {
            node.Data = text[start..];
        }
    }

    private static string Title(Rune rune) => rune.Value switch
    {
        >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 or 0x200E or 0x200F or 0x61C => "A character that changes the direction of text",
        _ when PlainText.IsNoCharacter(rune) => "A code that is no character",
        _ => "An invisible character",
    };
}
