using System.Globalization;

namespace Kiket.Portal.GitHub;

/// <summary>Addresses of GitHub's own pages below <paramref name="WebUrl"/> (which ends in a slash).</summary>
public sealed record GitHubLinks(Uri WebUrl)
{
    public string Repository(string fullName) => Below(fullName);

    public string Commit(string fullName, string commit) => Below($"{fullName}/commit/{commit}");

    public string Tree(string fullName, string commit, string path = "") => Below($"{fullName}/tree/{commit}/{path}".TrimEnd('/'));

    /// <summary>A file at a commit, optionally at a line or a range of lines.</summary>
    public string File(string fullName, string commit, string path, int? line = null, int? lastLine = null)
    {
        // GitHub renders Markdown; only its plain view has line anchors.
        var isRendered = path.EndsWith(".md", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".markdown", StringComparison.OrdinalIgnoreCase);
        var last = lastLine > line ? string.Create(CultureInfo.InvariantCulture, $"-L{lastLine}") : "";
        var anchor = line is null ? "" : string.Create(CultureInfo.InvariantCulture, $"#L{line}") + last;
        return Below($"{fullName}/blob/{commit}/{path}") + (line is not null && isRendered ? "?plain=1" : "") + anchor;
    }

    public string Compare(string fullName, string fromCommit, string toCommit) => Below($"{fullName}/compare/{fromCommit}...{toCommit}");

    private string Below(string path) => WebUrl.AbsoluteUri + string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
