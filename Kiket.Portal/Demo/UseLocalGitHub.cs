using Kiket.Portal.GitHub;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Demo;

/// <summary>With the demo on and no other GitHub named, GitHub means the local one.</summary>
internal sealed class UseLocalGitHub(LocalGitHubAddress local) : IPostConfigureOptions<GitHubOptions>
{
    /// <summary>Also runs when settings are validated, before the local GitHub has an address; then there is nothing to set.</summary>
    public void PostConfigure(string? name, GitHubOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ApiUrl) && local.ApiUrl is { } address)
        {
            options.ApiUrl = address.ToString();
        }
    }
}
