using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Documentation;

/// <summary>
/// Reads and renders a repository's documentation at one commit. A document that can't be read or rendered is a finding,
/// never a failure: a broken README must not prevent the checks.
/// </summary>
public sealed class ReadDocumentation(RenderingWorkers workers, DocumentPictures pictures)
{
    private const int FindingsPerPage = 20;

    /// <summary>Files fetched at a time. A hundred examples one after another would take half a minute.</summary>
    private const int FilesAtOnce = 4;

    public async Task<DocumentationReading> RunAsync(DocumentationSource source, CancellationToken cancellationToken)
    {
        var reading = new Reading(source, workers);
        var drafts = await reading.FetchAsync(cancellationToken);
        var rendered = await reading.RenderAsync(drafts, _ => null, cancellationToken);

        // Rendering finds the pictures of a text; fetching them gives their addresses.
        var asked = rendered.SelectMany(page => page.Markdown.Pictures.Select(picture => (Picture: picture, page.Draft.Path)))
            .DistinctBy(item => item.Picture, StringComparer.Ordinal)
            .ToList();
        string? icon = null;
        if (source.Icon is { } wanted)
        {
            // First, so that a README full of pictures doesn't use up the limit.
            asked.RemoveAll(item => item.Picture == wanted.Picture);
            asked.Insert(0, (wanted.Picture, wanted.NamedIn));
        }

        if (asked.Count > 0)
        {
            var served = await pictures.FetchAsync(asked, source, reading.Findings, cancellationToken);
            icon = source.Icon is null ? null : served.GetValueOrDefault(source.Icon.Picture)?.Address;
            var again = rendered.Where(page => page.Markdown.Pictures.Count > 0).Select(page => page.Draft).ToList();
            var second = await reading.RenderAsync(again, key => served.GetValueOrDefault(key), cancellationToken);
            rendered = [.. rendered.Select(page => second.FirstOrDefault(other => other.Draft == page.Draft) ?? page)];
        }

        // A changelog's open comment is known by its line in the file already.
        reading.Findings.AddRange(rendered.SelectMany(page => page.Markdown.Findings
            .Where(finding => page.Draft.Tab != DocumentTab.Changelog || finding.Id != DocumentationRules.OpenComment.Id)
            .Take(FindingsPerPage)));
        var examples = await reading.ExamplesAsync(cancellationToken);
        return new DocumentationReading([.. rendered.Select(page => page.ToPage()), .. examples], reading.Findings, reading.Paths)
        {
            IconAddress = icon,
            RanOutOfTime = reading.RanOutOfTime,
        };
    }

    /// <summary>A text to render.</summary>
    /// <param name="Title">Null for the text's own first heading.</param>
    private sealed record Draft(DocumentTab Tab, string Path, string? Text, ChangelogEntry? Release = null, string? Title = null)
    {
        /// <summary>The prefix of its anchors, when it shares its page with others.</summary>
        public string AnchorPrefix { get; init; } = "";
    }

    private sealed record Rendered(Draft Draft, RenderedMarkdown Markdown)
    {
        public RenderedPage ToPage()
        {
            var title = Draft.Title ?? (Markdown.Headings.Count > 0 ? Markdown.Headings[0].Text : System.IO.Path.GetFileName(Draft.Path));
            return new RenderedPage(
                Draft.Tab,
                Draft.Path,
                title,
                null,
                Markdown.Html,
                Draft.Tab == DocumentTab.Changelog && Draft.Title is not null ? Draft.Text : null,
                Markdown.Headings,
                Markdown.PlainText,
                Draft.Release);
        }
    }

    /// <summary>One run, with the part of the limits that it has used.</summary>
    private sealed class Reading(DocumentationSource source, RenderingWorkers workers)
    {
        private readonly Dictionary<string, long> _sizes = source.Files.DistinctBy(file => file.Path, StringComparer.Ordinal)
            .ToDictionary(file => file.Path, file => file.Size, StringComparer.Ordinal);

        /// <summary>Whatever a link can lead to.</summary>
        private readonly HashSet<string> _files = source.Files.Select(file => file.Path).Concat(source.Others).ToHashSet(StringComparer.Ordinal);

        private readonly Dictionary<string, Task<Result<byte[]>>> _fetches = new(StringComparer.Ordinal);
        private readonly SemaphoreSlim _access = new(FilesAtOnce);
        private readonly HashSet<string> _empty = new(StringComparer.Ordinal);
        private long _bytes;
        private int _slow;

        public DocumentPaths Paths { get; private set; } = DocumentDiscovery.Find([.. source.Files.Select(file => file.Path)]);

        public List<Finding> Findings { get; } = [];

        public bool RanOutOfTime => _slow > 0;

        public async Task<List<Draft>> FetchAsync(CancellationToken cancellationToken)
        {
            StartFetching(cancellationToken);
            NameDeadSymlinks();
            var drafts = new List<Draft>();
            if (await TextAsync(paths => paths.Overview, DocumentLimits.PageBytes, cancellationToken) is { } overview)
            {
                drafts.Add(new Draft(DocumentTab.Overview, overview.Path, overview.Text));
            }

            if (Paths.Overview is null)
            {
                Findings.Add(DocumentationRules.NoOverview.At("The repository has neither docs/README.md nor README.md."));
            }

            if (await TextAsync(paths => paths.GettingStarted, DocumentLimits.PageBytes, cancellationToken) is { } start)
            {
                drafts.Add(new Draft(DocumentTab.GettingStarted, start.Path, start.Text));
            }

            if (await TextAsync(paths => paths.Changelog, DocumentLimits.ChangelogBytes, cancellationToken) is { } changelog)
            {
                drafts.AddRange(await VersionsAsync(changelog.Path, changelog.Text, cancellationToken));
            }

            return drafts;
        }

        /// <summary>
        /// The first document of a tab that has text. An empty one, or one that is elsewhere, must not hide the one with text.
        /// </summary>
        private async Task<(string Path, string Text)?> TextAsync(Func<DocumentPaths, string?> tab, int limit, CancellationToken cancellationToken)
        {
            while (tab(Paths) is { } path)
            {
                if (await TextAsync(path, limit, cancellationToken) is not { } text)
                {
                    return null;
                }

                var isPointer = text.StartsWith(LargeFile.Beginning, StringComparison.Ordinal);
                if (!isPointer && !string.IsNullOrWhiteSpace(text))
                {
                    return (path, text);
                }

                _empty.Add(path);
                Paths = DocumentDiscovery.Find([.. source.Files.Select(file => file.Path).Where(other => !_empty.Contains(other))]);
                if (tab(Paths) is { } instead && !_fetches.ContainsKey(instead) && _sizes[instead] <= limit)
                {
                    _fetches[instead] = InTurnAsync(instead, limit, cancellationToken);
                }

                var shown = tab(Paths) is { } next ? $", so {next} is shown" : ", so its tab is missing";
                Findings.Add(isPointer
                    ? DocumentationRules.InLargeFileStorage.At($"{path} is stored in Git LFS{shown}.", path)
                    : DocumentationRules.EmptyDocument.At($"{path} is empty{shown}.", path));
            }

            return null;
        }

        private void NameDeadSymlinks()
        {
            var documents = source.DeadSymlinks.Where(link => DocumentDiscovery.IsDocument(link.Key)).OrderBy(link => link.Key, StringComparer.Ordinal);
            foreach (var (path, reason) in documents)
            {
                Findings.Add(DocumentationRules.Symlink.At($"{path} is a symlink that {reason}, so it isn't shown.", path));
            }
        }

        public async Task<List<Rendered>> RenderAsync(List<Draft> drafts, Func<string, ServedPicture?> picture, CancellationToken cancellationToken)
        {
            var rendered = new List<Rendered>();
            foreach (var draft in drafts)
            {
                var context = new MarkdownContext(draft.Path, source.Location, _files, picture)
                {
                    AnchorPrefix = draft.AnchorPrefix,
                };
                rendered.Add(new Rendered(draft, await RenderAsync(draft, context, cancellationToken)));
            }

            return rendered;
        }

        public async Task<List<RenderedPage>> ExamplesAsync(CancellationToken cancellationToken)
        {
            if (Paths.Examples.Count > DocumentLimits.Examples)
            {
                Findings.Add(DocumentationRules.TooManyExamples.At(
                    $"There are {Paths.Examples.Count} examples; only the first {DocumentLimits.Examples} are shown."));
            }

            var pages = new List<RenderedPage>();
            foreach (var path in Paths.Examples.Take(DocumentLimits.Examples))
            {
                if (await BytesAsync(path, DocumentLimits.ExampleBytes, cancellationToken) is not { } bytes)
                {
                    continue;
                }

                var read = await workers.RunAsync(
                    () => ExampleReader.Read(path, bytes, source.DeclaredActions, source.ExtensionId), DocumentLimits.RenderTime, cancellationToken);
                if (read.TryGet(out var example, out var error))
                {
                    Findings.AddRange(example.Findings.Take(FindingsPerPage));
                    pages.Add(new RenderedPage(
                        DocumentTab.Examples, path, example.Title, example.Description, example.Html, example.Source, [], example.Source));
                }
                else
                {
                    Findings.Add(DocumentationRules.ShownAsPlainText.At($"{path}: {error.Message}", path));
                    var text = TextFile.Decode(bytes).Text;
                    pages.Add(new RenderedPage(
                        DocumentTab.Examples, path, System.IO.Path.GetFileName(path), null, CodeHighlighter.Render(text, null), text, [], text));
                }
            }

            return pages;
        }

        /// <summary>Starts to fetch every file that will be needed, in the order and within the limits of <see cref="BytesAsync"/>.</summary>
        private void StartFetching(CancellationToken cancellationToken)
        {
            var wanted = new List<(string? Path, int Limit)>
            {
                (Paths.Overview, DocumentLimits.PageBytes),
                (Paths.GettingStarted, DocumentLimits.PageBytes),
                (Paths.Changelog, DocumentLimits.ChangelogBytes),
            };
            wanted.AddRange(Paths.Examples.Take(DocumentLimits.Examples).Select(path => ((string?)path, DocumentLimits.ExampleBytes)));
            long planned = 0;
            foreach (var (path, limit) in wanted)
            {
                if (path is not null && _sizes[path] is var size && size <= limit && planned + size <= DocumentLimits.TotalBytes)
                {
                    planned += size;
                    _fetches[path] = InTurnAsync(path, limit, cancellationToken);
                }
            }
        }

        private async Task<Result<byte[]>> InTurnAsync(string path, int limit, CancellationToken cancellationToken)
        {
            await _access.WaitAsync(cancellationToken);
            try
            {
                return await source.Fetch(path, limit, cancellationToken);
            }
            finally
            {
                _access.Release();
            }
        }

        private async Task<IEnumerable<Draft>> VersionsAsync(string path, string text, CancellationToken cancellationToken)
        {
            var whole = new Draft(DocumentTab.Changelog, path, text);
            var read = await workers.RunAsync(() => Changelog.Read(text, path), DocumentLimits.ChangelogTime, cancellationToken);
            if (!read.TryGet(out var reading, out var error))
            {
                Findings.Add(DocumentationRules.ShownAsPlainText.At($"{path} is shown as one text: {error.Message}.", path));
                return [whole];
            }

            Findings.AddRange(reading.Findings);
            if (reading.Sections.Count == 0)
            {
                Findings.Add(DocumentationRules.ChangelogWithoutVersions.At($"{path} has no heading that names a version.", path));
                return [whole];
            }

            if (reading.Sections.Count > DocumentLimits.ChangelogVersions)
            {
                Findings.Add(DocumentationRules.TooManyVersions.At(
                    $"{path} has {reading.Versions.Count} versions; only the first {DocumentLimits.ChangelogVersions} are shown.", path));
            }

            var prefixes = new HashSet<string>(StringComparer.Ordinal);
            return reading.Sections.Take(DocumentLimits.ChangelogVersions).Select((section, index) => Section(path, section, index, prefixes)).ToList();
        }

        private static Draft Section(string path, ChangelogSection section, int index, HashSet<string> prefixes)
        {
            // One version can have two entries.
            var version = string.Concat((section.Release?.Version ?? "text").Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
            var prefix = prefixes.Add(version) ? version : $"{version}-{index + 1}";
            var title = section.Words.Length > 0 ? section.Words : section.Release?.Version ?? "";
            return new Draft(DocumentTab.Changelog, path, section.Markdown, section.Release, title) { AnchorPrefix = prefix + "-" };
        }

        private async Task<RenderedMarkdown> RenderAsync(Draft draft, MarkdownContext context, CancellationToken cancellationToken)
        {
            if (draft.Text is not { } text)
            {
                return MarkdownRenderer.AsPlainText("");
            }

            string reason;
            if (System.Text.Encoding.UTF8.GetByteCount(text) > DocumentLimits.PageBytes)
            {
                reason = $"the text is longer than {DocumentLimits.PageBytes / 1024} KiB";
            }
            else if (_slow >= DocumentLimits.SlowPages)
            {
                reason = "other pages of this commit took too long";
            }
            else
            {
                var result = await workers.RunAsync(() => MarkdownRenderer.Render(text, context), DocumentLimits.RenderTime, cancellationToken);
                if (result.TryGet(out var rendered, out var error))
                {
                    return rendered;
                }

                _slow += error.Code == RenderingWorkers.Timeout ? 1 : 0;
                reason = error.Message;
            }

            var where = draft.Release is { } release ? $"{draft.Path}, version {release.Version}" : draft.Path;
            return MarkdownRenderer.AsPlainText(text) with
            {
                Findings = [DocumentationRules.ShownAsPlainText.At($"{where} is shown as plain text: {reason}.", draft.Path)],
            };
        }

        private async Task<string?> TextAsync(string path, int limit, CancellationToken cancellationToken)
        {
            if (await BytesAsync(path, limit, cancellationToken) is not { } bytes)
            {
                return null;
            }

            var file = TextFile.Decode(bytes);
            if (file.Problem is { } problem)
            {
                Findings.Add(DocumentationRules.WrongEncoding.At($"{path}: {problem}", path));
            }

            return file.Text;
        }

        private async Task<byte[]?> BytesAsync(string path, int limit, CancellationToken cancellationToken)
        {
            var size = _sizes[path];
            if (size > limit)
            {
                Findings.Add(DocumentationRules.PageTooLarge.At($"{path} has {size:N0} bytes; the limit is {limit / 1024} KiB, so it isn't shown.", path));
                return null;
            }

            if (_bytes + size > DocumentLimits.TotalBytes)
            {
                Findings.Add(DocumentationRules.TotalTooLarge.At($"{path} isn't shown: the documents before it use up the limit of 8 MiB.", path));
                return null;
            }

            _bytes += size;
            var fetched = await _fetches[path];
            if (fetched.TryGet(out var bytes, out var error))
            {
                return bytes;
            }

            Findings.Add(DocumentationRules.NotFetched.At($"{path} could not be read: {error.Message}", path));
            return null;
        }
    }
}
