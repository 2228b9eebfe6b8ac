using System.Text.Json;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>A status of a commit, as somebody set it.</summary>
public sealed record DemoStatus(string Context, string State, string? Description, string? TargetUrl);

/// <summary>Statuses of commits, for tokens that may push.</summary>
internal sealed class StatusEndpoints(DemoRepositories repositories)
{
    private const string Docs = "https://docs.github.com/rest/commits/statuses#create-a-commit-status";
    private const int MaxDescription = 140;

    private static readonly string[] States = ["error", "failure", "pending", "success"];

    public GitHubResponse Create(RepositoryCall call)
    {
        if (call.Permission is not (DemoPermission.Push or DemoPermission.Admin))
        {
            return call.Token is { Kind: DemoTokenKind.FineGrained }
                ? GitHubResponse.Problem(StatusCodes.Status403Forbidden, "Resource not accessible by personal access token", Docs)
                : GitHubResponse.NotFound();
        }

        var sha = call.Rest("sha");
        if (call.Repository.Find<GitCommit>(sha) is null)
        {
            return Invalid($"No commit found for SHA: {sha}");
        }

        if (Read(call) is not { } status)
        {
            return Invalid("Validation Failed");
        }

        repositories.AddStatus(call.Repository.Id, sha, status);
        var now = call.Repository.PushedAt;
        return GitHubResponse.Json(
            new
            {
                Url = $"{call.RepositoryApi}/statuses/{sha}",
                Id = 1,
                NodeId = GitHubJson.NodeId("StatusContext", sha),
                status.State,
                status.Description,
                status.TargetUrl,
                status.Context,
                CreatedAt = now,
                UpdatedAt = now,
                Creator = RepositoryShapes.Account(call.Api, call.Token!.Login, "User"),
            },
            StatusCodes.Status201Created);
    }

    private static DemoStatus? Read(RepositoryCall call)
    {
        try
        {
            using var document = JsonDocument.Parse(GitHubPipeline.BodyOf(call.Context));
            string? Text(string name) => document.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
            var status = new DemoStatus(Text("context") ?? "default", Text("state") ?? "", Text("description"), Text("target_url"));
            return States.Contains(status.State, StringComparer.Ordinal) && !(status.Description?.Length > MaxDescription) ? status : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static GitHubResponse Invalid(string message) => GitHubResponse.Problem(StatusCodes.Status422UnprocessableEntity, message, Docs);
}
