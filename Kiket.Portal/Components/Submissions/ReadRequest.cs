using Kiket.Portal.GitHub;

namespace Kiket.Portal.Components.Submissions;

/// <summary>What the steps ask the page to read.</summary>
public sealed record ReadRequest(string Url, string? Reference, GitHubToken? Token, bool Refresh);
