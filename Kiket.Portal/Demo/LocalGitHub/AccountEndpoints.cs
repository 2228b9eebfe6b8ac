namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>The endpoints that are not about one repository.</summary>
internal sealed class AccountEndpoints(DemoRepositories repositories, GitHubPipeline pipeline, RateLimits limits)
{
    private const string Docs = "https://docs.github.com/rest/users/users#get-the-authenticated-user";

    public GitHubResponse Root(HttpContext context, DemoToken? token)
    {
        var api = Api(context);
        return GitHubResponse.Json(new
        {
            CurrentUserUrl = $"{api}/user",
            RateLimitUrl = $"{api}/rate_limit",
            RepositoryUrl = api + "/repos/{owner}/{repo}",
            CurrentUserRepositoriesUrl = api + "/user/repos{?type,page,per_page,sort}",
        });
    }

    public GitHubResponse RateLimit(HttpContext context, DemoToken? token)
    {
        var core = limits.State(token?.Value);
        return GitHubResponse.Json(new { Resources = new { Core = core, Search = core, Graphql = core }, Rate = core });
    }

    public GitHubResponse User(HttpContext context, DemoToken? token) => token is null
        ? Anonymous()
        : GitHubResponse.Json(RepositoryShapes.Account(Api(context), token.Login, "User"));

    /// <summary>The repositories that the token can access, by name or by latest push.</summary>
    public GitHubResponse Repositories(HttpContext context, DemoToken? token)
    {
        if (token is null)
        {
            return Anonymous();
        }

        var visible = repositories.All.Where(repository => repository.Access.ContainsKey(token.Value) && pipeline.CanSee(repository, token));
        visible = context.Request.Query["visibility"].ToString() switch
        {
            "private" => visible.Where(repository => repository.IsPrivate),
            "public" => visible.Where(repository => !repository.IsPrivate),
            _ => visible,
        };
        visible = context.Request.Query["sort"].ToString() switch
        {
            "pushed" or "updated" => visible.OrderByDescending(repository => repository.PushedAt),
            "created" => visible.OrderByDescending(repository => repository.CreatedAt),
            _ => visible,
        };
        return GitHubResponse.List(
            context.Request,
            visible,
            repository => RepositoryShapes.Repository(Api(context), repository, token, repository.Access[token.Value]));
    }

    private static GitHubResponse Anonymous() => GitHubResponse.Problem(StatusCodes.Status401Unauthorized, "Requires authentication", Docs);

    private static string Api(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}";
}
