using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Secrets;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Installations;

/// <summary>Values as rows: secrets that can't be read back, versions that can be restored, hidden fields that aren't stored.</summary>
public sealed class ConfigurationStoreTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly ConfigurationForm Form = ConfigurationFormTests.Form("""
        configuration:
          TOKEN: { type: string, secret: true, required: true }
          ORG_KEY: { type: string, secret: true, scope: extension, label: Key of the organization }
          HOOK: { type: string, secret: true, auto_generate: { length: 24 } }
          fixed: { type: string, readonly: true, default: v2 }
        setup:
          - secrets: { title: Connect, collect: [TOKEN, ORG_KEY] }
          - configure:
              title: Where
              fields:
                - { key: channel, type: text, label: Channel, required: true }
                - { key: quiet, type: boolean, default: "false" }
                - { key: until, type: integer, label: Until, required: true, showWhen: { field: quiet } }
        """);

    private readonly ConfigurationOwner _owner = new(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
    private PortalDatabase _database = null!;

    public async Task InitializeAsync() => _database = await PortalDatabase.CreateAsync(services =>
        services.AddSecrets(new ConfigurationBuilder().Build()).AddInstallationConfiguration());

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_secret_is_encrypted_shown_by_its_end_and_revealed_for_calls_alone()
    {
        await SaveAsync(("TOKEN", "alerts-token-7f3a9b21"), ("ORG_KEY", "short"), ("channel", "#ops"));

        var values = await ReadAsync();
        Assert.Equal((null, "9b21", "Ada"), (values.Find("TOKEN")!.Text, values.Find("TOKEN")!.LastFour, values.Find("TOKEN")!.SetBy));
        Assert.Equal("", values.Find("ORG_KEY")!.LastFour);
        Assert.Equal("#ops", values.Find("channel")!.Text);

        await using var db = await _database.OpenAsync();
        Assert.All(await db.Set<ConfigurationRow>().Where(row => row.IsSecret).ToListAsync(), row =>
        {
            Assert.DoesNotContain("alerts-token", row.Value, StringComparison.Ordinal);
            Assert.DoesNotContain("short", row.Value, StringComparison.Ordinal);
        });
        var revealed = await Store.RevealAsync(db, _owner, Form, CancellationToken.None);
        Assert.Equal("alerts-token-7f3a9b21", revealed["TOKEN"].Reveal());
        Assert.Matches("^[A-Za-z0-9]{24}$", revealed["HOOK"].Reveal());
    }

    [Fact]
    public async Task A_secret_copied_to_another_installation_is_missing_there()
    {
        await SaveAsync(("TOKEN", "alerts-token-7f3a9b21"), ("channel", "#ops"));
        var other = _owner with { InstallationId = Guid.NewGuid() };
        await using var db = await _database.OpenAsync();
        await db.Set<ConfigurationRow>().ExecuteUpdateAsync(update => update.SetProperty(row => row.ScopeId, other.InstallationId));

        Assert.Empty(await Store.RevealAsync(db, other, Form, CancellationToken.None));
    }

    [Fact]
    public async Task Every_problem_is_reported_at_its_field_and_nothing_is_stored()
    {
        var result = await SaveAsync(("channel", "#ops"), ("until", "soon"), ("quiet", "perhaps"), ("nothing", "x"), ("fixed", "v3"));

        Assert.Equal(["fixed", "nothing", "quiet", "until"], result.Error!.Details.Select(detail => detail.Field).Order(StringComparer.Ordinal));
        Assert.Empty((await ReadAsync()).Stored);
    }

    [Fact]
    public async Task Hidden_fields_are_neither_required_nor_stored()
    {
        await SaveAsync(("channel", "#ops"), ("until", "18"));
        var values = await ReadAsync();
        Assert.Null(values.Find("until"));
        Assert.Empty(values.MissingAnswers(Form));
        Assert.Equal(["TOKEN"], values.MissingSecrets(Form).Select(field => field.Key));

        await SaveAsync(("quiet", "true"));
        Assert.Equal(["until"], (await ReadAsync()).MissingAnswers(Form).Select(field => field.Key));
        await SaveAsync(("until", "18"));
        Assert.Equal("""{"channel":"#ops","quiet":true,"until":18,"fixed":"v2"}""", (await ReadAsync()).Json(Form).ToJsonString());

        await SaveAsync(("quiet", "no"));
        Assert.Null((await ReadAsync()).Find("until"));
    }

    [Fact]
    public async Task A_rollback_restores_what_was_there_and_keeps_what_the_organization_shares()
    {
        await SaveAsync(("TOKEN", "token-of-before"), ("channel", "#before"), ("ORG_KEY", "shared-before"));
        var snapshot = await VersionAsync();
        await SaveAsync(("TOKEN", "token-of-after"), ("channel", "#after"), ("quiet", "true"), ("ORG_KEY", "shared-after"));

        await ChangeAsync(db => ConfigurationStore.RestoreAsync(db, _owner, snapshot, "Ada", Now, CancellationToken.None));

        var values = await ReadAsync();
        Assert.Equal(("#before", null), (values.Find("channel")!.Text, values.Find("quiet")));
        await using var db = await _database.OpenAsync();
        var secrets = await Store.RevealAsync(db, _owner, Form, CancellationToken.None);
        Assert.Equal(("token-of-before", "shared-after"), (secrets["TOKEN"].Reveal(), secrets["ORG_KEY"].Reveal()));
        Assert.Equal(3, await VersionAsync());
    }

    [Fact]
    public async Task Shared_values_are_the_organizations_and_no_other_organization_sees_them()
    {
        await SaveAsync(("ORG_KEY", "shared-by-globex"), ("channel", "#ops"));
        await using var db = await _database.OpenAsync();

        var sibling = await ConfigurationStore.ReadAsync(db, _owner with { InstallationId = Guid.NewGuid() }, CancellationToken.None);
        var stranger = await ConfigurationStore.ReadAsync(db, _owner with { OrganizationId = Guid.NewGuid() }, CancellationToken.None);

        Assert.Equal(["ORG_KEY"], sibling.Stored.Keys);
        Assert.DoesNotContain("ORG_KEY", stranger.Stored.Keys);
    }

    [Fact]
    public async Task An_empty_secret_stays_and_null_removes_it()
    {
        await SaveAsync(("TOKEN", "alerts-token-7f3a9b21"), ("channel", "#ops"));
        await SaveAsync(("TOKEN", ""), ("channel", ""));
        Assert.NotNull((await ReadAsync()).Find("TOKEN"));
        Assert.Null((await ReadAsync()).Find("channel"));

        await SaveAsync(("TOKEN", null));
        Assert.Null((await ReadAsync()).Find("TOKEN"));
    }

    [Fact]
    public async Task Uninstalling_deletes_secrets_in_all_versions()
    {
        await SaveAsync(("TOKEN", "token-of-before"), ("channel", "#ops"), ("ORG_KEY", "shared"));
        await SaveAsync(("TOKEN", "token-of-after"));
        await using var db = await _database.OpenAsync();

        await ConfigurationStore.DeleteSecretsAsync(db, _owner, withShared: false, CancellationToken.None);
        Assert.Equal(["ORG_KEY", "channel"], (await ReadAsync()).Stored.Keys.Order(StringComparer.Ordinal));
        await ConfigurationStore.DeleteAllAsync(db, _owner, withShared: true, CancellationToken.None);
        Assert.Equal(0, await db.Set<ConfigurationRow>().CountAsync());
    }

    [Fact]
    public async Task Replaced_values_go_once_no_rollback_needs_them()
    {
        var clock = new FakeClock();
        await SaveAsync(("TOKEN", "token-of-before"), ("channel", "#ops"));
        await SaveAsync(("TOKEN", "token-of-after"));
        var sweep = new SweepConfiguration(_database.Databases, clock);

        clock.Advance(ConfigurationStore.RestorableFor);
        await sweep.RunAsync(CancellationToken.None);
        await using var db = await _database.OpenAsync();
        Assert.Equal(2, await db.Set<ConfigurationRow>().CountAsync(row => row.Key == "TOKEN"));
        clock.Advance(TimeSpan.FromSeconds(1));
        await sweep.RunAsync(CancellationToken.None);
        Assert.Equal(1, await db.Set<ConfigurationRow>().CountAsync(row => row.Key == "TOKEN"));
        Assert.NotNull((await ReadAsync()).Find("channel"));
    }

    private ConfigurationStore Store => _database.Get<ConfigurationStore>();

    private async Task<Result<IReadOnlyList<string>>> SaveAsync(params (string Key, string? Value)[] given)
    {
        await using var db = await _database.OpenAsync();
        var result = await Store.SaveAsync(
            db, _owner, Form, given.ToDictionary(value => value.Key, value => value.Value, StringComparer.Ordinal), "Ada", Now, CancellationToken.None);
        await db.SaveChangesAsync();
        return result;
    }

    private async Task<ConfigurationValues> ReadAsync()
    {
        await using var db = await _database.OpenAsync();
        return await ConfigurationStore.ReadAsync(db, _owner, CancellationToken.None);
    }

    private async Task<int> VersionAsync()
    {
        await using var db = await _database.OpenAsync();
        return await ConfigurationStore.VersionAsync(db, _owner, CancellationToken.None);
    }

    private async Task ChangeAsync(Func<Kiket.Portal.Data.PortalDb, Task> change)
    {
        await using var db = await _database.OpenAsync();
        await change(db);
        await db.SaveChangesAsync();
    }
}
