"""The bodies that the app takes; what does not fit is answered with 422."""

from pydantic import BaseModel, Field


class Code(BaseModel):
    email: str = Field(regex=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)


class Answer(Code):
    challenge_id: str
    otp: str


class GrantWish(BaseModel):
    scope: str
    ttl_seconds: int = Field(60, ge=10, le=600)


class RoleWish(BaseModel):
    role: str


class Consent(BaseModel):
    doc_type: str
    doc_version: str
    accepted_at: str
    source: str


class Consents(BaseModel):
    consents: list[Consent]
