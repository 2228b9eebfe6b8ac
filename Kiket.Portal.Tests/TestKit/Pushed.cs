using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>Deliveries as GitHub sends them: the body, its signature, and the headers beside it.</summary>
internal static class Pushed
{
    public const string Address = "/api/v1/extensions/registry/webhook";

    /// <summary>Before the push that creates a ref.</summary>
    public const string NoCommit = "0000000000000000000000000000000000000000";

    public const string Head = "1234567890abcdef1234567890abcdef12345678";

    /// <summary>The body of a push, in GitHub's order.</summary>
    public static byte[] Body(
        long repositoryId, string reference = "refs/heads/main", string fullName = "acme/pinger", string after = Head,
        string before = NoCommit, string more = "") =>
        Encoding.UTF8.GetBytes(
            $$"""
            {"ref":"{{reference}}","before":"{{before}}","after":"{{after}}",{{more}}
            "repository":{"id":{{repositoryId}},"name":"pinger","full_name":"{{fullName}}","default_branch":"main"},
            "pusher":{"name":"ada"},"sender":{"login":"ada"},"created":false,"deleted":false,"forced":false,"commits":[]}
            """);

    public static string Sign(string secret, byte[] body) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    public static HttpRequestMessage Request(
        byte[] body, string? signature, string? @event = "push", string? delivery = null, string? type = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = new ByteArrayContent(body) };
        if (type is not null)
        {
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        if (signature is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Hub-Signature-256", signature);
        }

        if (@event is not null)
        {
            request.Headers.TryAddWithoutValidation("X-GitHub-Event", @event);
        }

        request.Headers.TryAddWithoutValidation("X-GitHub-Delivery", delivery ?? Guid.NewGuid().ToString());
        return request;
    }
}
