using Kiket.Portal.Data;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Accounts;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Kiket.Portal.Tests.Notifications;

public sealed class NoticeMailTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("http://portal.test", false)]
    [InlineData("https://portal.test", true)]
    public async Task The_header_needs_an_https_address_that_an_operator_gave(string? root, bool has)
    {
        await using var portal = await NoticePortal.CreateAsync();
        portal.Database.Get<IOptions<PortalOptions>>().Value.PublicUrl = root is null ? null : new Uri(root);
        await portal.NotifyAsync(await portal.Database.AddPersonAsync("ana"));
        await portal.WorkAsync();

        var mail = Assert.Single(portal.Server.Sent);
        using var message = SmtpTransport.Write(mail, new SmtpOptions { From = "a@b.test" });
        Assert.Equal(has, message.Headers.Contains(HeaderId.ListUnsubscribe));
        Assert.Equal(has, message.Headers.Contains("List-Unsubscribe-Post"));
        Assert.Contains("/account/unsubscribe?code=", mail.Body, StringComparison.Ordinal);
    }
}
