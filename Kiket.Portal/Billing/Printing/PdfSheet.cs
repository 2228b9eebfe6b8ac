using System.Globalization;
using PdfSharp;
using PdfSharp.Drawing;
using PdfSharp.Pdf;
using PdfSharp.UniversalAccessibility;

namespace Kiket.Portal.Billing.Printing;

/// <summary>Pages that are filled from the top to the bottom. Whatever is drawn is in a tag, or marked as decoration.</summary>
internal sealed class PdfSheet : IDisposable
{
    public const double Gap = 16;

    private const double Margin = 42;
    private const double FooterHeight = 26;
    private const double CellPadding = 4;
    private const double LineHeight = 1.35;

    private static readonly bool HasFonts = PrintFonts.Use();
    private static readonly XBrush Ink = new XSolidBrush(XColor.FromArgb(0xff, 0x0f, 0x17, 0x2a));
    private static readonly XBrush Muted = new XSolidBrush(XColor.FromArgb(0xff, 0x47, 0x55, 0x69));
    private static readonly XColor Line = XColor.FromArgb(0xff, 0xcb, 0xd5, 0xe1);
    private static readonly XColor Accent = XColor.FromArgb(0xff, 0x4f, 0x46, 0xe5);

    private readonly PrintedDocument _document;
    private readonly PdfDocument _pdf = new();
    private readonly StructureBuilder _tags;
    private XGraphics? _page;
    private double _y;
    private double _width;
    private double _bottom;
    private IReadOnlyList<PrintedColumn> _columns = [];
    private bool _hasTitles;

    public PdfSheet(PrintedDocument document)
    {
        _document = document;
        _pdf.Info.Title = $"{document.Title} {document.Number}";
        _pdf.Info.Creator = "Kiket";
        _pdf.ViewerPreferences.DisplayDocTitle = true;
        var accessibility = UAManager.ForDocument(_pdf);
        accessibility.SetDocumentLanguage("en");
        _tags = accessibility.StructureBuilder;
        NewPage();
    }

    public static XFont Heading { get; } = Font(18, isBold: true);

    public static XFont Strong { get; } = Font(10, isBold: true);

    public static XFont Plain { get; } = Font(8.5);

    private static XFont Bold { get; } = Font(8.5, isBold: true);

    private static XFont Label { get; } = Font(7.5);

    private static XFont Digits { get; } = new(PrintFonts.Digits, 8);

    private XGraphics Page => _page!;

    public void Dispose()
    {
        _page?.Dispose();
        _pdf.Dispose();
    }

    public void Skip(double points) => _y += points;

    /// <param name="together">Lines that must fit below it on the same page.</param>
    public void Text(string text, XFont font, PdfBlockLevelElementTag tag, int together = 0)
    {
        var lines = Wrap(text, font, _width);
        Need((lines.Count * HeightOf(font)) + (together * HeightOf(Plain)));
        _tags.BeginElement(tag);
        Lines(lines, font, Ink, Margin);
        _tags.End();
        _y += lines.Count * HeightOf(font);
    }

    /// <summary>Side by side: a label, and below it what it says.</summary>
    public void Facts(IReadOnlyList<PrintedFact> facts, int columns)
    {
        var width = _width / columns;
        var texts = facts.Select(fact => Wrap(fact.Text, Plain, width - Gap)).ToList();
        var height = HeightOf(Label) + (texts.Max(lines => lines.Count) * HeightOf(Plain));
        Need(height);
        foreach (var (index, fact) in facts.Index())
        {
            var left = Margin + (index * width);
            _tags.BeginElement(PdfBlockLevelElementTag.Paragraph);
            Lines([fact.Label], Label, Muted, left);
            _y += HeightOf(Label);
            Lines(texts[index], Plain, Ink, left);
            _y -= HeightOf(Label);
            _tags.End();
        }

        _y += height + (Gap / 2);
    }

    public void BeginTable(IReadOnlyList<PrintedColumn> columns, bool hasTitles = true)
    {
        (_columns, _hasTitles) = (columns, hasTitles);
        _tags.BeginElement(PdfBlockLevelElementTag.Table);
        if (hasTitles)
        {
            Cells([.. columns.Select(column => column.Title)], Label, isHeader: true, isTagged: true);
        }
    }

    public void EndTable()
    {
        _tags.End();
        _columns = [];
    }

    public void Row(IReadOnlyList<string> cells, bool isTotal = false)
    {
        var font = isTotal ? Bold : Plain;
        if (_y + RowHeight(cells, font) > _bottom)
        {
            NewPage();
            if (_hasTitles)
            {
                Cells([.. _columns.Select(column => column.Title)], Label, isHeader: true, isTagged: false);
            }
        }

        Cells(cells, font, isHeader: false, isTagged: true);
    }

    public byte[] Save()
    {
        _page!.Dispose();
        _page = null;
        using var bytes = new MemoryStream();
        _pdf.Save(bytes);
        return bytes.ToArray();
    }

    /// <param name="isTagged">False for titles that are repeated on another page.</param>
    private void Cells(IReadOnlyList<string> cells, XFont font, bool isHeader, bool isTagged)
    {
        var height = RowHeight(cells, font);
        Begin(isTagged, PdfBlockLevelElementTag.TableRow);
        var left = Margin;
        _y += CellPadding;
        foreach (var (index, column) in _columns.Index())
        {
            var width = column.Width * _width;
            if (isTagged)
            {
                _tags.BeginElement(isHeader || (index == 0 && !column.IsAmount)
                    ? PdfBlockLevelElementTag.TableHeaderCell
                    : PdfBlockLevelElementTag.TableDataCell);
            }

            var used = FontOf(column, font, isHeader);
            Lines(Wrap(cells[index], used, width - Gap), used, isHeader ? Muted : Ink, left, column.IsAmount ? left + width : null);
            if (isTagged)
            {
                _tags.End();
            }

            left += width;
        }

        _tags.End();
        _y += height - CellPadding;
        Rule(Line, 0.5);
    }

    private void Begin(bool isTagged, PdfBlockLevelElementTag tag)
    {
        if (isTagged)
        {
            _tags.BeginElement(tag);
        }
        else
        {
            _tags.BeginArtifact();
        }
    }

    private double RowHeight(IReadOnlyList<string> cells, XFont font) => (2 * CellPadding) + (HeightOf(font) * _columns
        .Select((column, index) => Wrap(cells[index], FontOf(column, font, isHeader: false), (column.Width * _width) - Gap).Count)
        .Max());

    private static XFont FontOf(PrintedColumn column, XFont font, bool isHeader) => column.IsAmount && !isHeader && font == Plain ? Digits : font;

    /// <param name="right">Where the lines end; null when they begin at the left.</param>
    private void Lines(IReadOnlyList<string> lines, XFont font, XBrush brush, double left, double? right = null)
    {
        foreach (var (index, line) in lines.Index())
        {
            if (line.Length > 0)
            {
                var at = right is { } end ? end - Page.MeasureString(line, font).Width : left;
                Page.DrawString(line, font, brush, at, _y + (index * HeightOf(font)) + font.Size);
            }
        }
    }

    private void Need(double height)
    {
        if (_y + height > _bottom)
        {
            NewPage();
        }
    }

    private void NewPage()
    {
        _page?.Dispose();
        var page = _pdf.AddPage();
        page.Size = PageSize.A4;
        page.Orientation = _document.IsWide ? PageOrientation.Landscape : PageOrientation.Portrait;
        _page = XGraphics.FromPdfPage(page);
        (_width, _bottom) = (page.Width.Point - (2 * Margin), page.Height.Point - Margin - FooterHeight);
        _y = page.Height.Point - Margin;
        Rule(Line, 0.5, above: FooterHeight - 8);
        _tags.BeginArtifact();
        Lines([string.Create(CultureInfo.InvariantCulture, $"{_document.Number} · page {_pdf.PageCount}")], Label, Muted, Margin);
        Lines([$"CSV SHA-256 {_document.CsvSha256}"], Label, Muted, Margin, Margin + _width);
        _tags.End();
        _y = Margin;
        Rule(Accent, 2, above: 10);
    }

    private void Rule(XColor color, double thickness, double above = 0)
    {
        _tags.BeginArtifact();
        Page.DrawLine(new XPen(color, thickness), Margin, _y - above, Margin + _width, _y - above);
        _tags.End();
    }

    /// <summary>Lines that fit. A word that is longer than a line is cut.</summary>
    private List<string> Wrap(string text, XFont font, double width)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.Split('\n'))
        {
            if (Page.MeasureString(paragraph, font).Width <= width)
            {
                lines.Add(paragraph);
                continue;
            }

            var line = "";
            foreach (var word in paragraph.Split(' ').SelectMany(word => Cut(word, font, width)))
            {
                var longer = line.Length == 0 ? word : $"{line} {word}";
                if (line.Length > 0 && Page.MeasureString(longer, font).Width > width)
                {
                    lines.Add(line);
                    longer = word;
                }

                line = longer;
            }

            lines.Add(line);
        }

        return lines;
    }

    private IEnumerable<string> Cut(string word, XFont font, double width)
    {
        while (word.Length > 1 && Page.MeasureString(word, font).Width > width)
        {
            var most = word.Length;
            while (most > 1 && Page.MeasureString(word[..most], font).Width > width)
            {
                most = most > 8 ? most * 3 / 4 : most - 1;
            }

            // Not between the two halves of a letter.
            most += char.IsHighSurrogate(word[most - 1]) && most < word.Length ? 1 : 0;
            yield return word[..most];
            word = word[most..];
        }

        yield return word;
    }

    private static XFont Font(double size, bool isBold = false) =>
        HasFonts
            ? new XFont(PrintFonts.Text, size, isBold ? XFontStyleEx.Bold : XFontStyleEx.Regular)
            : throw new InvalidOperationException("There are no fonts.");

    private static double HeightOf(XFont font) => font.Size * LineHeight;
}
