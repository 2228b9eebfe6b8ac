using Kiket.Portal.Findings;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Tests.Manifests;

public sealed class PermissionRulesTests
{
    [Theory]
    [InlineData("issues:read", "issues:read")]
    [InlineData("read:issues", "issues:read")]
    [InlineData("issues.read", "issues:read")]
    [InlineData("Issues:Read", "issues:read")]
    [InlineData("custom_data.read", "custom_data:read")]
    [InlineData("oauth:manage", "oauth:manage")]
    [InlineData("manage:oauth", "oauth:manage")]
    [InlineData("admin", "admin")]
    [InlineData("dev.acme", "dev.acme")]
    [InlineData(":", ":")]
    [InlineData("", "")]
    public void Three_spellings_are_one_scope(string declared, string scope) => Assert.Equal(scope, PermissionMeanings.Normalise(declared));

    [Theory]
    [InlineData("issues:read", "See issues.")]
    [InlineData("write:issues", "Create, edit and transition issues.")]
    [InlineData("users:read", "See names and contact details of members.")]
    [InlineData("time_entries:write", "Create and change time entries.")]
    [InlineData("robots:dance", "Use “dance” on robots.")]
    public void Every_scope_has_a_plain_sentence(string scope, string sentence) => Assert.Equal(sentence, PermissionMeanings.Meaning(scope));

    [Fact]
    public void Sensitive_scopes_follow_the_operators_list()
    {
        Assert.True(PermissionMeanings.IsSensitive("manage:oauth"));
        Assert.True(PermissionMeanings.IsSensitive("admin"));
        Assert.False(PermissionMeanings.IsSensitive("issues:write"));
        Assert.True(PermissionMeanings.IsSensitive("issues:write", ["write:issues"]));
        Assert.False(PermissionMeanings.IsSensitive("admin", []));
    }

    [Theory]
    [InlineData("users:manage", true)]
    [InlineData("delete:users", true)]
    [InlineData("users", true)]
    [InlineData("projects:admin", true)]
    [InlineData("oauth", true)]
    [InlineData("users:read", false)]
    [InlineData("oauth:read", false)]
    [InlineData("projects:manage", false)]
    public void What_is_wider_than_a_sensitive_scope_is_sensitive_too(string scope, bool sensitive) =>
        Assert.Equal(sensitive, PermissionMeanings.IsSensitive(scope));

    [Fact]
    public void A_listing_can_say_what_is_not_asked()
    {
        var sentences = PermissionMeanings.NotAsked(["read:issues", "comments:write"]);

        Assert.Contains("Cannot create or change issues.", sentences);
        Assert.Contains("Cannot read comments.", sentences);
        Assert.Contains("Cannot see or add attached files.", sentences);
        Assert.DoesNotContain("Cannot see issues.", sentences);
        Assert.DoesNotContain("Cannot add comments.", sentences);
        Assert.DoesNotContain("Cannot read comments.", PermissionMeanings.NotAsked(["comments"]));
        Assert.DoesNotContain("Cannot read comments.", PermissionMeanings.NotAsked(["comments:write", "comments:read"]));
        Assert.Contains("Cannot see members' names or contact details.", sentences);
        Assert.DoesNotContain("Cannot see or change issues.", sentences);
        Assert.DoesNotContain("Cannot read or add comments.", sentences);
        Assert.Empty(PermissionMeanings.NotAsked(["admin"]));
    }

    [Fact]
    public void Permissions_have_their_rules()
    {
        Assert.Equal(
            FindingLevel.Info,
            ManifestSamples.Reports(PermissionRules.PermissionUnknown, "permissions: [robots:dance]", "permissions: [issues:read]").Level);
        Assert.Equal(
            FindingLevel.Info,
            ManifestSamples.Reports(PermissionRules.PermissionSensitive, "permissions: [write:users]", "permissions: [users:read]").Level);
        ManifestSamples.Reports(PermissionRules.PermissionTwice, "permissions: [issues:read, read:issues]", "permissions: [issues:read, issues:write]");
        ManifestSamples.Reports(PermissionRules.PermissionForm, "permissions: [\"every thing\"]", "permissions: [issues.read]");
        ManifestSamples.Reports(PermissionRules.PermissionForm, "permissions: [{ actions: [read] }]", "permissions: [{ scope: issues, actions: [read] }]");
    }

    /// <summary>Otherwise the listing would say that the extension asks for nothing.</summary>
    [Theory]
    [InlineData("permissions: [issues: read]", 12, "Write issues:read")]
    [InlineData("permissions:\n  - issues:read\n  - comments: write", 14, "Write comments:write")]
    [InlineData("permissions:\n  - issues: [read, write]", 13, "Write issues:read and issues:write")]
    [InlineData("permissions:\n  - { actions: [read] }", 13, "")]
    [InlineData("permissions:\n  - issues:read\n  -", 14, "issues:read")]
    [InlineData("permissions:\n  - ~", 13, "issues:read")]
    [InlineData("permissions: [yes]", 12, "issues:read")]
    [InlineData("permissions: [42]", 12, "issues:read")]
    [InlineData("permissions: issues:read, comments:write", 12, "issues:read")]
    [InlineData("permissions: [issues/read]", 12, "issues:read")]
    [InlineData("permissions: [\"iѕsues:read\"]", 12, "issues:read")]
    [InlineData("permissions:\n  - scope: issues\n    action: read", 14, "issues:read")]
    [InlineData("permissions:\n  - scope: issues\n    access: [read]", 14, "issues:read")]
    [InlineData("permission: [issues:read]", 12, "extension.permissions")]
    [InlineData("permisions: [issues:read]", 12, "extension.permissions")]
    [InlineData("Permissions: [issues:read]", 12, "extension.permissions")]
    [InlineData("scopes: [issues:read]", 12, "extension.permissions")]
    public void What_is_asked_for_but_not_understood_is_an_error_at_its_line(string lines, int line, string fix)
    {
        var finding = ManifestSamples.Plus(lines).Single(PermissionRules.PermissionForm);

        Assert.Equal((FindingLevel.Error, line), (finding.Level, finding.Line));
        Assert.Contains(fix, finding.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("permissions: { issues: read }")]
    [InlineData("permissions: [[issues:read]]")]
    public void Another_type_of_value_is_an_error_too(string lines) => Assert.True(ManifestSamples.Plus(lines).HasErrors);

    [Fact]
    public void Permissions_beside_the_extension_are_an_error()
    {
        var reading = ManifestSamples.Read(ManifestSamples.Clean + "\npermissions: [issues:read]\n");

        Assert.Equal(12, reading.Single(PermissionRules.PermissionForm).Line);
    }

    [Theory]
    [InlineData("permissions: []")]
    [InlineData("permissions: ~")]
    [InlineData("permissions: issues:read")]
    [InlineData("permissions: [{ scope: issues, actions: [read], description: To show them, note: internal }]")]
    public void What_is_understood_is_none(string lines) => Assert.False(ManifestSamples.Plus(lines).HasErrors);

    [Fact]
    public void One_scope_in_two_spellings_is_one_permission()
    {
        var permission = Assert.Single(ManifestSamples.Plus("permissions:\n  - read:issues\n  - issues:read").Manifest!.Permissions);

        Assert.Equal(("read:issues", "issues:read", 13), (permission.Declared, permission.Scope, permission.Line));
    }
}
