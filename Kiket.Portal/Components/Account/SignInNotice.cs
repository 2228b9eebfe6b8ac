using Kiket.Portal.Accounts;
using Kiket.Portal.Documentation;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Components.Account;

/// <summary>The operator's own text on the pages where people sign in and register. Rendered once, because it only changes with the settings.</summary>
public sealed class SignInNotice(IOptions<AccountsOptions> options, RenderOwnText render)
{
    private SafeHtml? _html;

    /// <summary>Null when there is none.</summary>
    public async Task<SafeHtml?> ReadAsync(CancellationToken cancellationToken) => options.Value.SignInText.Trim() is { Length: > 0 } text
        ? _html ??= await render.RunAsync(text, cancellationToken)
        : null;
}
