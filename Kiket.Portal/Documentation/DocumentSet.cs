namespace Kiket.Portal.Documentation;

/// <summary>A repository's documentation at one commit, rendered once.</summary>
public sealed class DocumentSet
{
    public const int MaxProblem = 500;

    private readonly List<DocumentPage> _pages = [];
    private readonly List<DocumentPicture> _pictures = [];

    private DocumentSet()
    {
    }

    public Guid Id { get; private set; }

    public Guid RepositoryId { get; private set; }

    public string Commit { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public IReadOnlyList<DocumentPage> Pages => _pages;

    /// <summary>The stored pictures that its pages show.</summary>
    public IReadOnlyList<DocumentPicture> Pictures => _pictures;

    /// <summary>The <see cref="RendererVersion"/> that wrote the pages.</summary>
    public int Renderer { get; private set; }

    /// <summary>When rendering it again is tried next; null for as soon as possible.</summary>
    public DateTimeOffset? RenderAgainAt { get; private set; }

    /// <summary>How often rendering it again failed.</summary>
    public int RenderFailures { get; private set; }

    /// <summary>Why it failed last; null when it didn't.</summary>
    public string? RenderProblem { get; private set; }

    public static DocumentSet From(Guid repositoryId, string commit, DocumentationReading reading, DateTimeOffset now)
    {
        var set = new DocumentSet { Id = Guid.CreateVersion7(now), RepositoryId = repositoryId, Commit = commit, CreatedAt = now };
        set.Fill(reading);
        return set;
    }

    /// <summary>Replaces what an older renderer wrote, in its place, so that everything that refers to the set shows it. Both must be loaded.</summary>
    public void RenderAgain(DocumentationReading reading)
    {
        _pages.Clear();
        Fill(reading);
        var shown = DocumentPicture.In(Id, _pages.Select(page => page.Html)).Select(picture => picture.Name).ToHashSet(StringComparer.Ordinal);
        _pictures.RemoveAll(picture => !shown.Contains(picture.Name));
    }

    /// <summary>The current renderer makes the same of its texts.</summary>
    public void ConfirmRenderer() => (Renderer, RenderAgainAt, RenderFailures, RenderProblem) = (RendererVersion.Current, null, 0, null);

    /// <summary>Keeps the pages as they are and tries again later.</summary>
    public void RenderLater(string problem, DateTimeOffset at) => (RenderProblem, RenderAgainAt, RenderFailures) =
        (problem.Length > MaxProblem ? problem[..MaxProblem] : problem, at, RenderFailures + 1);

    /// <summary>What a reading would lose that the pages show, as a sentence; null when nothing. Pages must be loaded.</summary>
    public string? WouldLose(DocumentationReading reading)
    {
        if (reading.RanOutOfTime)
        {
            return "Rendering took too long.";
        }

        var tabs = reading.Pages.Select(page => page.Tab).ToHashSet();
        if (_pages.FirstOrDefault(page => !tabs.Contains(page.Tab)) is { } lost)
        {
            return $"{lost.Path} can't be read any more.";
        }

        var before = DocumentPicture.In(Id, _pages.Select(page => page.Html)).Count();
        var after = DocumentPicture.In(Id, reading.Pages.Select(page => page.Html)).Count();
        return after >= before ? null
            : reading.Findings.FirstOrDefault(finding => finding.Id == DocumentationRules.MissingPicture.Id)?.Message;
    }

    private void Fill(DocumentationReading reading)
    {
        var order = 0;
        _pages.AddRange(reading.Pages.Select(page => DocumentPage.From(Id, order++, page)));
        RecordPictures();
        ConfirmRenderer();
        if (reading.RanOutOfTime)
        {
            // Plain text for now. It is rendered again in the background, like the pages of an older renderer.
            Renderer = RendererVersion.Current - 1;
        }
    }

    /// <summary>Records the pictures that the pages show. Both must be loaded.</summary>
    private void RecordPictures()
    {
        var shown = DocumentPicture.In(Id, _pages.Select(page => page.Html));
        _pictures.AddRange(shown.Where(picture => !_pictures.Exists(known => known.Name == picture.Name)).ToList());
    }

    /// <summary>True when a reading of the same commit looks exactly like this one.</summary>
    public bool Shows(DocumentationReading reading) =>
        _pages.OrderBy(page => page.Order).Select(page => (page.Tab, page.Path, page.Version, page.Title, Html: page.Html.ToString()))
            .SequenceEqual(reading.Pages.Select(page => (page.Tab, page.Path, page.Release?.Version, page.Title, Html: page.Html.ToString())));
}

/// <summary>One rendered page: a document, one version of the changelog, or one example.</summary>
public sealed class DocumentPage
{
    private DocumentPage()
    {
    }

    public Guid Id { get; private set; }

    public Guid DocumentSetId { get; private set; }

    public DocumentTab Tab { get; private set; }

    public string Path { get; private set; } = "";

    public int Order { get; private set; }

    public string Title { get; private set; } = "";

    public string? Description { get; private set; }

    public SafeHtml Html { get; private set; } = SafeHtml.Empty;

    /// <summary>As written, for copying and downloading: an example's file, or one version of the changelog.</summary>
    public string? Source { get; private set; }

    public IReadOnlyList<DocumentHeading> Headings { get; private set; } = [];

    /// <summary>For the search; limited by <see cref="DocumentLimits.SearchText"/>.</summary>
    public string PlainText { get; private set; } = "";

    /// <summary>Changelog entries only; null when the changelog has no versions and is one page.</summary>
    public string? Version { get; private set; }

    public DateOnly? ReleasedOn { get; private set; }

    public bool IsYanked { get; private set; }

    public bool IsUnreleased { get; private set; }

    public IReadOnlyList<ChangelogKind> Kinds { get; private set; } = [];

    internal static DocumentPage From(Guid set, int order, RenderedPage page) => new()
    {
        Id = Guid.CreateVersion7(),
        DocumentSetId = set,
        Order = order,
        Tab = page.Tab,
        Path = page.Path,
        Title = page.Title,
        Description = page.Description,
        Html = page.Html,
        Source = page.Source,
        Headings = page.Headings,
        PlainText = page.PlainText.Length > DocumentLimits.SearchText ? page.PlainText[..DocumentLimits.SearchText] : page.PlainText,
        Version = page.Release?.Version,
        ReleasedOn = page.Release?.Date,
        IsYanked = page.Release?.IsYanked ?? false,
        IsUnreleased = page.Release?.IsUnreleased ?? false,
        Kinds = page.Release?.Kinds ?? [],
    };
}

/// <summary>A heading for the table of contents; <see cref="Anchor"/> is the element's id.</summary>
public sealed record DocumentHeading(int Level, string Text, string Anchor);

/// <summary>A page as read, before it is stored.</summary>
public sealed record RenderedPage(
    DocumentTab Tab,
    string Path,
    string Title,
    string? Description,
    SafeHtml Html,
    string? Source,
    IReadOnlyList<DocumentHeading> Headings,
    string PlainText,
    ChangelogEntry? Release = null);
