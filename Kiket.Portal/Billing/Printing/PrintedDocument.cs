namespace Kiket.Portal.Billing.Printing;

/// <param name="Width">Its part of the table's width; those of all columns add up to 1.</param>
/// <param name="IsAmount">In digits of one width, at the right.</param>
public sealed record PrintedColumn(string Title, double Width, bool IsAmount = false);

/// <param name="Rows">A text for each column. A line break begins another line in the cell.</param>
/// <param name="Total">The last row; null for none.</param>
public sealed record PrintedTable(
    string Title, IReadOnlyList<PrintedColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string>? Total = null);

/// <summary>Something short about the document, such as when it is due.</summary>
public sealed record PrintedFact(string Label, string Text);

/// <summary>What is on paper, in its order. All texts and amounts are written already, so that printing computes nothing.</summary>
/// <param name="Number">Of the document: its file's name without the ending.</param>
/// <param name="IsWide">Across, for many columns.</param>
/// <param name="CsvSha256">Of the file for spreadsheets that belongs to it; in every footer.</param>
public sealed record PrintedDocument(string Title, string Number, string CsvSha256, bool IsWide = false)
{
    /// <summary>More lines make a book of it: then the totals of each extension are printed, and the file for spreadsheets has the lines.</summary>
    public const int MostLines = 3_000;

    public IReadOnlyList<PrintedFact> Facts { get; init; } = [];

    public IReadOnlyList<PrintedTable> Tables { get; init; } = [];

    /// <summary>Amounts below the tables.</summary>
    public IReadOnlyList<PrintedFact> Totals { get; init; } = [];

    public IReadOnlyList<string> Notes { get; init; } = [];
}
