using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Kiket.Portal.Components.Organizations;

/// <summary>The members of the organization. Admins invite people, change roles and remove members.</summary>
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
    /// <summary>Increased after each question or refusal, so that the role fields render again and show the stored role.</summary>
    private int _round;

    [SupplyParameterFromQuery(Name = "page")]
    public string? Number { get; set; }

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
    public required MemberShares Shares { get; init; }

    [Inject]
    public required SecretMail Mail { get; init; }

    [Inject]
    public required SecretLinks Links { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    private bool MayManage => Member?.Role >= OrganizationRole.Admin;

    private IReadOnlyList<OrganizationRole> Roles =>
        [.. Enum.GetValues<OrganizationRole>().Where(role => role != OrganizationRole.Owner || Member?.Role == OrganizationRole.Owner)];

    protected override async Task LoadAsync(OrganizationMember member)
    {
        _members = await Queries.MembersAsync(member.OrganizationId, new PageRequest(PageRequest.NumberOf(Number), PageSize), CancellationToken.None);
        _invitations = MayManage ? await Queries.OpenInvitationsAsync(member.OrganizationId, CancellationToken.None) : [];
    }

    private async Task InviteAsync()
    {
        (_busy, _link) = (true, null);
        var result = await Invite.RunAsync(Org, _email, _role, Reader!, CancellationToken.None);
        _busy = false;
        _problem = result.Error?.Message;
        if (result.Succeeded)
        {
            _link = result.Value;
            _mailed = Mail.IsConfigured && Mail.TryQueue(InvitationMail.Of(_link, Member!, Reader!.Name, Links));
            _email = "";
            await LoadAsync(Member!);
        }
    }

    private async Task ChangeAsync(MemberRow row, OrganizationRole role)
    {
        if (role < row.Role && await EndingAsync(row, role) is { } ending && !await SureAsync($"Make {row.Name} {role}?", ending, "Change the role"))
        {
            _round++;
            return;
        }

        await AfterAsync(await Change.RunAsync(Org, row.UserId, role, Reader!, CancellationToken.None));
    }

    /// <summary>A sentence about what stops working with the role; null when nothing does.</summary>
    private async Task<string?> EndingAsync(MemberRow row, OrganizationRole? role)
    {
        var ending = await Shares.EndingAsync(Member!.OrganizationId, row.UserId, role, CancellationToken.None);
        var who = row.UserId == Reader!.UserId ? "you" : row.Name;
        return ending.Count == 0 ? null : $"What {who} created for others stops working too: {string.Join(" and ", ending)}.";
    }

    private async Task<bool> SureAsync(string title, string text, string yes) =>
        await Dialogs.ShowMessageBoxAsync(title, text, yesText: yes, cancelText: "Cancel") == true;

    private async Task WithdrawAsync(InvitationRow invitation) =>
        await AfterAsync(await Withdraw.RunAsync(Org, invitation.Id, Reader!, CancellationToken.None));

    private async Task RemoveAsync(MemberRow row)
    {
        var self = row.UserId == Reader!.UserId;
        var lost = $"{(self ? "You lose" : $"{row.Name} loses")} access to everything in {Member!.Name} immediately, and API tokens for it are revoked.";
        var text = string.Join(' ', new[] { lost, await EndingAsync(row, role: null) }.OfType<string>());
        if (!await SureAsync(self ? $"Leave {Member.Name}?" : $"Remove {row.Name}?", text, self ? "Leave" : "Remove"))
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
        // The message about the last invitation may no longer be true.
        (_problem, _link) = (result.Error?.Message, null);
        _round++;
        await LoadAsync(Member!);
    }
}
