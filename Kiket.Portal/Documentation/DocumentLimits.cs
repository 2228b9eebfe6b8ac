namespace Kiket.Portal.Documentation;

/// <summary>The limits of documentation. Exceeding one always gives a finding that names it, never a silent cut.</summary>
public static class DocumentLimits
{
    /// <summary>Markdig is quadratic on hostile text: 64 KB of <c>[ (](</c> takes 3 s, 128 KB 6 to 9 s.</summary>
    public const int PageBytes = 128 * 1024;

    public const int ChangelogBytes = 1024 * 1024;

    /// <summary>No one reads more versions than this; the first ones in the file are used.</summary>
    public const int ChangelogVersions = 500;

    /// <summary>Finding the headings of a megabyte takes a fraction of a second; a busy machine may need longer.</summary>
    public static readonly TimeSpan ChangelogTime = TimeSpan.FromSeconds(10);

    public const int ExampleBytes = 64 * 1024;
    public const int Examples = 100;
    public const int Pictures = 60;
    public const int PictureBytes = 5 * 1024 * 1024;

    /// <summary>For all documents together, without pictures.</summary>
    public const int TotalBytes = 8 * 1024 * 1024;

    /// <summary>ColorCode's expressions backtrack: 16 KB of CSS took over 15 s without a timeout.</summary>
    public const int HighlightedCharacters = 16 * 1024;

    public static readonly TimeSpan RenderTime = TimeSpan.FromSeconds(2);

    /// <summary>Operators' text is short and not hostile. Only a node that has just started, and is busy, takes long for it.</summary>
    public static readonly TimeSpan OwnTextTime = TimeSpan.FromSeconds(20);

    /// <summary>After this many pages of one commit ran out of time, the others are shown as plain text without trying.</summary>
    public const int SlowPages = 2;

    /// <summary>Characters of plain text stored for the search.</summary>
    public const int SearchText = 64 * 1024;
}
