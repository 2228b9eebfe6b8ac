using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace Kiket.Portal.Components.Organizations;

/// <summary>Lists API tokens, creates them (shown once) and revokes them.</summary>
public sealed partial class TokensPage
{
    private static readonly int[] Lifetimes = [7, 30, 90, 180, 365];

    private IReadOnlyList<ApiTokenRow> _tokens = [];
    private CreatedApiToken? _created;
    private string? _problem;
    private string _name = "";
    private ApiTokenScopes _scopes = ApiTokenScopes.Read;
    private int _days = 90;
    private bool _busy;
    private bool _copied;

    [Inject]
    public required ApiTokenQueries Tokens { get; init; }

    [Inject]
    public required CreateApiToken Create { get; init; }

    [Inject]
    public required RevokeApiToken Revoke { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    [Inject]
    public required IJSRuntime Browser { get; init; }

    [Inject]
    public required PlatformAccess Platform { get; init; }

    private bool _reviewer;
    private bool _operator;

    private IEnumerable<(ApiTokenScopes Scope, string Label)> Choices
    {
        get
        {
            yield return (ApiTokenScopes.Read, "read: see submissions, releases and installations");
            if (Member?.Role >= OrganizationRole.Admin)
            {
                yield return (ApiTokenScopes.Publish, "publish: submit and deprecate versions");
                yield return (ApiTokenScopes.Install, "install: install, upgrade and remove extensions");
                yield return (ApiTokenScopes.Usage, "usage: send metered usage, and nothing else");
                yield return (ApiTokenScopes.Billing, "billing: read invoices, statements and usage");
                yield return (ApiTokenScopes.Admin, "admin: everything you can do in this organization");
            }

            if (_reviewer)
            {
                yield return (ApiTokenScopes.Review, "review: decide on submissions of other organizations");
            }

            if (_operator)
            {
                yield return (ApiTokenScopes.Operate, "operate: record payments and payouts of the marketplace");
            }
        }
    }

    protected override async Task LoadAsync(OrganizationMember member)
    {
        _reviewer = (await Platform.RequireReviewerAsync(member.UserId, CancellationToken.None)).Succeeded;
        _operator = (await Platform.RequireOperatorAsync(member.UserId, CancellationToken.None)).Succeeded;
        _tokens = await Tokens.ForAsync(member, CancellationToken.None);
    }

    private void Choose(ApiTokenScopes scope, bool on) => _scopes = on ? _scopes | scope : _scopes & ~scope;

    private async Task CreateAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        var result = await Create.RunAsync(
            Org, new NewApiToken(_name, _scopes, TimeSpan.FromDays(_days)), Reader!, CancellationToken.None);
        _busy = false;
        _copied = false;
        _problem = result.Error?.Message;
        if (result.Succeeded)
        {
            _created = result.Value;
            _name = "";
            await LoadAsync(Member!);
        }
    }

    private async Task CopyAsync()
    {
        try
        {
            await Browser.InvokeVoidAsync("navigator.clipboard.writeText", _created!.Value);
            _copied = true;
        }
        catch (JSException)
        {
            // No clipboard permission, or plain HTTP. The value can be selected with one click.
            _problem = "Your browser doesn't allow copying. Select the token and copy it.";
        }
    }

    private async Task RevokeAsync(ApiTokenRow token)
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            "Revoke this token?",
            $"Everything that uses \"{token.Name}\" of {token.Owner} stops working immediately. You can't undo this.",
            yesText: "Revoke",
            cancelText: "Cancel");
        if (sure != true)
        {
            return;
        }

        var result = await Revoke.RunAsync(Org, token.Id, Reader!, CancellationToken.None);
        _problem = result.Error?.Message;
        await LoadAsync(Member!);
    }

    private string State(ApiTokenRow token) => token switch
    {
        { RevokedAt: { } revoked } => $"revoked {Day(revoked)}",
        _ when token.ExpiresAt <= Clock.GetUtcNow() => $"expired {Day(token.ExpiresAt)}",
        _ => Day(token.ExpiresAt),
    };

    private static string Day(DateTimeOffset at) => at.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
