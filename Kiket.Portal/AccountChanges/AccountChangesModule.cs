namespace Kiket.Portal.AccountChanges;

public static class AccountChangesModule
{
    public static IServiceCollection AddAccountChanges(this IServiceCollection services) => services.AddSingleton<RecordCredentialChange>();
}
