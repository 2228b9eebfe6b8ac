using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using MudBlazor;

namespace Kiket.Portal.Components.Organizations;

/// <summary>Who belongs to the organization; admins invite, change roles and remove.</summary>
public sealed partial class MembersPage
{
    private const int PageSize = 50;

    private Page<MemberRow>? _members;
    private IReadOnlyList<InvitationRow> _invitations = [];
    private InvitationLink? _link;
    private bool _mailed;
    private bool _busy;
    private string? _problem;
    private string _email = "";
    private OrganizationRole _role = OrganizationRole.Member;
    private int _page = 1;

    [Inject]
    public required OrganizationQueries Queries { get; init; }

    [Inject]
    public required InviteMember Invite { get; init; }

    [Inject]
    public required WithdrawInvitation Withdraw { get; init; }

    [Inject]
    public required ChangeRole Change { get; init; }

    [Inject]
    public required RemoveMember Remove { get; init; }

    [Inject]
    public required SecretMail Mail { get; init; }

    [Inject]
    public required IOptions<PortalOptions> Portal { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    private bool MayManage => Member?.Role >= OrganizationRole.Admin;

    private IEnumerable<OrganizationRole> Roles =>
        Enum.GetValues<OrganizationRole>().Where(role => role != OrganizationRole.Owner || Member?.Role == OrganizationRole.Owner);

    private Uri LinkAddress => new(Portal.Value.PublicUrl ?? new Uri(Navigation.BaseUri), _link!.Path);

    protected override async Task LoadAsync(OrganizationMember member)
    {
        _members = await Queries.MembersAsync(member.OrganizationId, new PageRequest(_page, PageSize), CancellationToken.None);
        _invitations = MayManage ? await Queries.OpenInvitationsAsync(member.OrganizationId, CancellationToken.None) : [];
    }

    private async Task InviteAsync()
    {
        _busy = true;
        var result = await Invite.RunAsync(Org, _email, _role, Reader!, CancellationToken.None);
        _busy = false;
        _problem = result.Error?.Message;
        if (result.Succeeded)
        {
            _link = result.Value;
            _mailed = Mail.TryQueue(new OutgoingMail(
                _link.Email,
                $"{Reader!.Name} invites you to {Member!.Name}",
                $"{Reader.Name} invites you to join {Member.Name} on the Kiket Marketplace.\n\n{LinkAddress}\n\nThe link works once, for 7 days."));
            _email = "";
            await LoadAsync(Member);
        }
    }

    private async Task ChangeAsync(MemberRow row, OrganizationRole role) =>
        await AfterAsync(await Change.RunAsync(Org, row.UserId, role, Reader!, CancellationToken.None));

    private async Task WithdrawAsync(InvitationRow invitation) =>
        await AfterAsync(await Withdraw.RunAsync(Org, invitation.Id, Reader!, CancellationToken.None));

    private async Task RemoveAsync(MemberRow row)
    {
        var self = row.UserId == Reader!.UserId;
        var sure = await Dialogs.ShowMessageBoxAsync(
            self ? $"Leave {Member!.Name}?" : $"Remove {row.Name}?",
            $"{(self ? "You lose" : $"{row.Name} loses")} access to everything of {Member!.Name} at once, and API tokens for it are revoked.",
            yesText: self ? "Leave" : "Remove",
            cancelText: "Cancel");
        if (sure != true)
        {
            return;
        }

        var result = await Remove.RunAsync(Org, row.UserId, Reader, CancellationToken.None);
        if (self && result.Succeeded)
        {
            Navigation.NavigateTo("/");
            return;
        }

        await AfterAsync(result);
    }

    private async Task AfterAsync(Result result)
    {
        _problem = result.Error?.Message;
        await LoadAsync(Member!);
    }

    private async Task TurnAsync(int page)
    {
        _page = page;
        await LoadAsync(Member!);
    }
}
