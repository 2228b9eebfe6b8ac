using System.Globalization;
using System.Net;
using System.Text;
using Kiket.Portal.Data;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Notifications;

/// <summary>Writes the mail of a notice and of a digest, as text and as HTML that needs no picture, style sheet or script.</summary>
public sealed class WriteNoticeMail(SecretLinks links, UnsubscribeLinks unsubscribe, IOptions<SmtpOptions> smtp)
{
    /// <summary>Longer mails are cut off by mail programs. The rest is one link away.</summary>
    public const int MostInDigest = 100;

    private const string Preferences = "/account/notifications#preferences";
    private const string H1 = "font-size:20px;line-height:1.3;margin:0 0 12px";
    private const string H2 = "font-size:16px;line-height:1.3;margin:24px 0 8px;border-bottom:1px solid #cbd5e1";

    public OutgoingMail Notice(Notification notice, string address)
    {
        var (link, what) = (links.Of(notice.Link), new Unsubscription(notice.UserId, notice.Kind));
        var foot = new Foot($"You get these mails because of your choice “{NotificationLabels.Of(notice.Kind)}”.", unsubscribe.Of(what), links.Of(Preferences));
        var thread = notice.Thread is { } about ? Id(about, notice.UserId.ToString("N")) : null;
        var html = $"<h1 style=\"{H1}\">{Encode(notice.Title)}</h1><p style=\"white-space:pre-line\">{Encode(notice.Body)}</p>"
            + $"<p><a href=\"{Encode(link.AbsoluteUri)}\">Open it in the marketplace</a></p>";
        return new OutgoingMail(address, notice.Title, $"{notice.Body}\n\n{link}\n\n{foot.Text}")
        {
            Html = Page(html, foot),
            MessageId = thread is not null && notice.StartsThread ? thread : Id("notice", notice.Id.ToString("N")),
            Follows = notice.StartsThread ? null : thread,
            Unsubscribe = unsubscribe.FitHeader ? foot.Stop : null,
        };
    }

    /// <param name="notices">Not empty; those that go into this digest.</param>
    public OutgoingMail Digest(MailDigest digest, IReadOnlyCollection<Notification> notices, string address)
    {
        var what = new Unsubscription(digest.UserId, Kind: null);
        var foot = new Foot("You get this digest because you chose it instead of single mails.", unsubscribe.Of(what), links.Of(Preferences));
        var subject = notices.Count == 1 ? $"1 notice: {notices.First().Title}" : string.Create(CultureInfo.InvariantCulture, $"{notices.Count} notices");
        var (text, html) = (new StringBuilder(), new StringBuilder($"<h1 style=\"{H1}\">{Encode(subject)}</h1>"));
        var shown = notices.OrderBy(one => one.CreatedAt).ThenBy(one => one.Id).TakeLast(MostInDigest);
        foreach (var organization in shown.GroupBy(one => one.Organization ?? "").OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var name = organization.Key.Length == 0 ? "The marketplace" : organization.Key;
            text.Append(CultureInfo.InvariantCulture, $"== {name} ==\n\n");
            html.Append(CultureInfo.InvariantCulture, $"<h2 style=\"{H2}\">{Encode(name)}</h2>");
            foreach (var about in organization.GroupBy(one => one.Page))
            {
                Append(text, html, [.. about]);
            }
        }

        if (notices.Count > MostInDigest)
        {
            var (more, all) = (notices.Count - MostInDigest, links.Of("/account/notifications"));
            text.Append(CultureInfo.InvariantCulture, $"And {more} earlier ones: {all}\n\n");
            html.Append(CultureInfo.InvariantCulture, $"<p><a href=\"{Encode(all.AbsoluteUri)}\">And {more} earlier ones</a></p>");
        }

        return new OutgoingMail(address, subject, text + foot.Text)
        {
            Html = Page(html.ToString(), foot),
            MessageId = Id("digest", $"{digest.UserId:N}.{digest.Day:yyyyMMdd}"),
            Unsubscribe = unsubscribe.FitHeader ? foot.Stop : null,
        };
    }

    /// <summary>What is about one page: each notice, and the link once.</summary>
    private void Append(StringBuilder text, StringBuilder html, IReadOnlyList<Notification> about)
    {
        foreach (var one in about)
        {
            var when = one.CreatedAt.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"* {one.Title} ({when})\n  {one.Body.ReplaceLineEndings("\n  ")}\n");
            html.Append(
                CultureInfo.InvariantCulture,
                $"<p style=\"margin:12px 0 4px\"><a href=\"{Encode(links.Of(one.Link).AbsoluteUri)}\"><strong>{Encode(one.Title)}</strong></a><br>"
                + $"<span style=\"white-space:pre-line\">{Encode(one.Body)}</span><br><small>{Encode(when)}</small></p>");
        }

        text.Append(CultureInfo.InvariantCulture, $"  {links.Of(about[^1].Link)}\n\n");
    }

    /// <summary>Unique for ever, and the same each time this mail is tried.</summary>
    private string Id(string what, string which) => $"{what}.{which}@{smtp.Value.From.Split('@')[^1]}";

    private static string Page(string content, Foot foot) =>
        $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark"></head>
        <body style="font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;max-width:640px;margin:0 auto;padding:16px;overflow-wrap:anywhere">
        {content}
        <hr style="border:0;border-top:1px solid #cbd5e1;margin:24px 0 12px">
        <p><small>{Encode(foot.Why)} <a href="{Encode(foot.Stop.AbsoluteUri)}">Stop these mails</a> ·
        <a href="{Encode(foot.Choose.AbsoluteUri)}">Choose which mails you get</a></small></p>
        </body></html>
        """;

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private sealed record Foot(string Why, Uri Stop, Uri Choose)
    {
        public string Text => $"{Why}\nStop these mails: {Stop}\nChoose which mails you get: {Choose}";
    }
}
