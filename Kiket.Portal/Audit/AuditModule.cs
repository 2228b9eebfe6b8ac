namespace Kiket.Portal.Audit;

public static class AuditModule
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services.AddSingleton<AuditQueries>().AddSingleton<ExportAudit>();
}
