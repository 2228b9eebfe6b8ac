using Kiket.Portal.GitHub;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Demo;

/// <summary>Uses the local GitHub when the demo is on and no other GitHub is configured.</summary>
internal sealed class UseLocalGitHub(LocalGitHubAddress local) : IPostConfigureOptions<GitHubOptions>
{
    /// <summary>
    /// Also runs when settings are validated, before the local GitHub has an address; then there is nothing to set.
    /// </summary>
    public void PostConfigure(string? name, GitHubOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ApiUrl) && local.ApiUrl is { } address)
        {
            options.ApiUrl = address.ToString();
        }
    }
}
